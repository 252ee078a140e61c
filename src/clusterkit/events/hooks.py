"""Hook points of events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clusterkit.core.hookpoints import Notify, Veto
from clusterkit.core.policies import Actor
from clusterkit.core.transitions import Changed

if TYPE_CHECKING:
    from clusterkit.events.models import Event, Registration


@dataclass(frozen=True)
class BeforeRegistration:
    """Somebody is about to register. ``mode`` is "on_site" or "online", ``state`` what he would get."""

    event: Event
    actor: Actor
    mode: str
    state: str


@dataclass(frozen=True)
class RegistrationConfirmed:
    """A person has a place. ``promoted`` says that it came from the queue."""

    registration: Registration
    actor: Actor
    promoted: bool


before_registration: Veto[BeforeRegistration] = Veto(
    "before_registration",
    BeforeRegistration,
    "A person is about to be registered for an event; the event's row is locked. Answer None, or why it may not be.",
)
registration_confirmed: Notify[RegistrationConfirmed] = Notify(
    "registration_confirmed",
    RegistrationConfirmed,
    "A registration was confirmed: at once, by approval, from the queue or by taking an offer.",
)
event_published: Notify[Changed[Any]] = Notify(
    "event_published", Changed, "An event was published. ``obj`` is the event."
)

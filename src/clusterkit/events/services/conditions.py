"""When somebody may register: what is asked of the event and of the person, under the lock of the event."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterkit.access.tiers import tiers
from clusterkit.core.exceptions import Conflict, InvalidInput, NotPermitted, StateConflict
from clusterkit.core.policies import Actor, policy_of
from clusterkit.core.written_once import A_KEY, ANOTHER_KEY, WrittenOnce
from clusterkit.events.actions import VIEW
from clusterkit.events.enums import LIVE_STATES, EventState, RegistrationState
from clusterkit.events.models import Event, Registration


def check_open(event: Event, now: datetime) -> None:
    """Raise ``StateConflict`` unless registrations are taken at *now*."""
    check_running(event, now)
    if event.registration_opens is not None and now < event.registration_opens:
        raise StateConflict(_("Registration has not opened yet."))
    if now >= event.last_registration_at:
        raise StateConflict(_("Registration is closed."))


def check_running(event: Event, now: datetime) -> None:
    """Raise ``StateConflict`` unless the event is published and not over."""
    if event.state != EventState.PUBLISHED or event.is_over(now):
        raise StateConflict(_("This event takes no registrations any more."))


def check_tier(event: Event, actor: Actor) -> None:
    """Raise ``NotPermitted``, in words, for who sees the event and may not register: it is for other tiers."""
    if not tiers.reaches(actor.tier, event.registration_tier) and policy_of(Event).can(actor, VIEW, event):
        raise NotPermitted(_("Only members of the cluster can register. You can still read what it is about."))


def check_mode(event: Event, mode: str) -> None:
    """Raise ``InvalidInput`` for a way of taking part that the event has not."""
    if mode not in event.seat_modes:
        raise InvalidInput(_("The event does not take place this way. Choose another."), field="mode")


def check_guests(event: Event, more: int, host: Registration | None = None) -> None:
    """Raise unless *more* guests may come with the person of *host*: ``StateConflict``, ``InvalidInput``."""
    if not event.guests_allowed:
        raise StateConflict(_("Guests cannot be brought to this event."))
    here = Registration.objects.live().filter(host_id=host.pk).count() if host is not None else 0
    if here + more > event.guests_allowed:
        message = ngettext(
            "Each participant may bring %(number)d guest.",
            "Each participant may bring %(number)d guests.",
            event.guests_allowed,
        )
        raise InvalidInput(message % {"number": event.guests_allowed}, field="guests")


def check_first(event: Event, user_id: int) -> None:
    """Raise ``Conflict`` when the person is registered already, ``StateConflict`` when he was declined."""
    states = {state for (state,) in _STATES.rows(event.pk, user_id)}
    if LIVE_STATES & states:
        raise Conflict(_("You are registered for this event already."))
    if RegistrationState.REJECTED in states:
        raise StateConflict(_("The organisers declined your registration. Write to them if you think it is a mistake."))


def _states(event_pk: int, user_id: int) -> QuerySet[Any]:
    return Registration.objects.filter(event_id=event_pk, user_id=user_id).order_by().values_list("state")


_STATES: Final = WrittenOnce(_states, A_KEY, ANOTHER_KEY)

"""The page of one event as one viewer sees it: HTML and API show the same object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from clusterkit.core import ports
from clusterkit.core.policies import Actor, policy_of
from clusterkit.events.actions import MANAGE, REGISTER
from clusterkit.events.enums import EventState, RegistrationState
from clusterkit.events.models import Event, Material, Registration
from clusterkit.events.selectors.agenda import Seats, events_for, own_registration, seats_of
from clusterkit.events.selectors.organising import materials_for, other_dates
from clusterkit.events.selectors.people import Attendee, attendees, may_bring_guests, online_link, position_of

DOORS = (
    "draft",
    "cancelled",
    "over",
    "attended",
    "registered",
    "waiting",
    "offered",
    "pending",
    "rejected",
    "not_yet",
    "closed",
    "sign_in",
    "locked",
    "register",
    "queue",
)
"""What an event says to a viewer about registering; exactly one of them."""


@dataclass(frozen=True)
class EventPage:
    """Everything that the viewer may know about an event. ``attendees`` None: the tier does not reach the list."""

    event: Event
    seats: list[Seats]
    registration: Registration | None
    position: int
    door: str
    online_url: str
    attendees: list[Attendee] | None
    may_manage: bool
    may_bring_guests: bool
    materials: list[Material]
    other_dates: list[Event]


def event_page(viewer: Actor, pk: int) -> EventPage | None:
    """The page of the event with this key; None for what the viewer may not know."""
    event = events_for(viewer).prefetch_related("speakers", "sessions__speakers").filter(pk=pk).first()
    if event is None:
        return None
    registration = own_registration(event)
    seats = seats_of(event)
    return EventPage(
        event=event,
        seats=seats,
        registration=registration,
        position=position_of(registration) if registration is not None else 0,
        door=door_of(viewer, event, registration, seats),
        online_url=online_link(viewer, event, registration),
        attendees=attendees(viewer, event),
        may_manage=policy_of(Event).can(viewer, MANAGE, event),
        may_bring_guests=registration is not None and may_bring_guests(viewer, event, registration),
        materials=list(materials_for(viewer, event)),
        other_dates=other_dates(viewer, event),
    )


@dataclass(frozen=True)
class AtDoor:
    """An event with its places, and what stands at its door for the viewer: one of ``DOORS``."""

    event: Event
    seats: list[Seats]
    door: str


def at_door(viewer: Actor, pk: int) -> AtDoor | None:
    """What who comes to register needs of :func:`event_page`; None for what the viewer may not know."""
    event = events_for(viewer).filter(pk=pk).first()
    if event is None:
        return None
    seats = seats_of(event)
    return AtDoor(event, seats, door_of(viewer, event, own_registration(event), seats))


def door_of(
    viewer: Actor, event: Event, registration: Registration | None, seats: list[Seats], now: datetime | None = None
) -> str:
    """What stands at the door for this viewer: one of ``DOORS``."""
    now = now or timezone.now()
    if event.state == EventState.DRAFT:
        return "draft"
    if event.state == EventState.CANCELLED:
        return "cancelled"
    if registration is not None and registration.state == RegistrationState.ATTENDED:
        return "attended"
    if event.state == EventState.ENDED or event.is_over(now):
        return "over"
    if registration is not None:
        return {
            RegistrationState.CONFIRMED: "registered",
            RegistrationState.WAITLISTED: "waiting",
            RegistrationState.OFFERED: "offered",
            RegistrationState.PENDING: "pending",
        }.get(RegistrationState(registration.state), "registered")
    return _door_of_newcomer(viewer, event, seats, now)


def _door_of_newcomer(viewer: Actor, event: Event, seats: list[Seats], now: datetime) -> str:
    if ports.is_read_only.call():
        return "closed"
    if event.registration_opens is not None and now < event.registration_opens:
        return "not_yet"
    if now >= event.last_registration_at:
        return "closed"
    if not viewer.is_authenticated:
        return "sign_in"
    if not policy_of(Event).can(viewer, REGISTER, event):
        return "locked"
    if Registration.objects.filter(
        event_id=event.pk, user_id=viewer.user_id or 0, state=RegistrationState.REJECTED
    ).exists():
        return "rejected"
    return "register" if any(item.is_open for item in seats) else "queue"

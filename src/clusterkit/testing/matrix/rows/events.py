"""Events by who sees them, and registrations of several people."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from clusterkit.events.enums import EventState, RegistrationState, Visibility
from clusterkit.events.models import Event, Registration
from clusterkit.testing.factories.events import (
    EventFactory,
    HybridEventFactory,
    RegistrationFactory,
    SpeakerFactory,
)
from clusterkit.testing.matrix.rows import (
    events_calendars,
    events_door,
    events_meetings,
    events_organiser,
    events_registering,
)
from clusterkit.testing.matrix.world import FIRST, FOURTH, SECOND, THIRD, World


def fill(world: World) -> None:
    """FIRST is open, SECOND a draft, THIRD has been, FOURTH is for members."""
    past = timezone.now() - timedelta(hours=3)
    world.put(
        HybridEventFactory(pk=FIRST, sectors=[FIRST]),
        EventFactory(pk=SECOND, state=EventState.DRAFT),
        EventFactory(pk=THIRD, starts_at=past, ends_at=past + timedelta(hours=1)),
        EventFactory(pk=FOURTH, visibility=Visibility.MEMBER),
    )
    for key in (FIRST, SECOND, FOURTH):
        world.put(SpeakerFactory(pk=key, event_id=key))
    member, offered = world.users["member"], timezone.now() + timedelta(days=1)
    world.put(
        RegistrationFactory(pk=FIRST, event_id=FIRST, user=member, code="ABCDEFGHJ2"),
        RegistrationFactory(
            pk=SECOND,
            event_id=FIRST,
            user=world.users["registered"],
            state=RegistrationState.PENDING,
            code="ABCDEFGHJ3",
        ),
        RegistrationFactory(
            pk=THIRD,
            event_id=FOURTH,
            user=member,
            state=RegistrationState.OFFERED,
            offer_expires_at=offered,
            code="ABCDEFGHJ4",
        ),
        RegistrationFactory(pk=FOURTH, event_id=FIRST, user=world.users["stranger"], code="ABCDEFGHJ5"),
    )
    for prefix in ("/events/{pk}/", "/api/v1/events/{pk}/", "/events/{pk}/registrations.csv"):
        world.route(prefix, Event)
    for prefix in ("/events/registrations/{pk}/", "/api/v1/registrations/{pk}/"):
        world.route(prefix, Registration)
    world.route("/events/{pk}/check-in/{code}/", Registration, pk="event_id", code="code")
    events_calendars.fill(world)
    events_door.fill(world)
    events_meetings.fill(world)
    events_organiser.fill(world)
    events_registering.fill(world)

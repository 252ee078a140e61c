"""Short meetings and feedback: each is known to its people, and to the office."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from clusterkit.events.enums import EventState, RegistrationState
from clusterkit.events.models import Event, Meeting
from clusterkit.testing.factories.events import RegistrationFactory
from clusterkit.testing.factories.events_meetings import FeedbackFactory, MeetingFactory, PastEventFactory
from clusterkit.testing.matrix.world import FIRST, SECOND, World

PAST = FIRST + 30
"""The key of the event, and of the first of its registrations."""


def fill(world: World) -> None:
    """A meeting of the member and a stranger, one of others; what the member said after an event, and somebody else."""
    member, stranger, other = world.users["member"], world.users["stranger"], world.users["registered"]
    ended = timezone.now() - timedelta(days=1)
    world.put(PastEventFactory(pk=PAST, state=EventState.ENDED, starts_at=ended, meeting_minutes=20, meeting_tables=2))
    came = {"event_id": PAST, "state": RegistrationState.ATTENDED}
    world.put(
        RegistrationFactory(pk=PAST, user=member, code="ABCDEFGHK2", **came),
        RegistrationFactory(pk=PAST + 1, user=stranger, code="ABCDEFGHK3", **came),
        RegistrationFactory(pk=PAST + 2, user=other, code="ABCDEFGHK4", **came),
        planted=False,  # the two of a meeting read each other's names
    )
    world.put(
        MeetingFactory(pk=FIRST, event_id=PAST, proposer_id=PAST, invitee_id=PAST + 1, starts_at=ended),
        MeetingFactory(pk=SECOND, event_id=PAST, proposer_id=PAST + 1, invitee_id=PAST + 2, starts_at=ended),
    )
    world.put(FeedbackFactory(pk=FIRST, registration_id=PAST), FeedbackFactory(pk=SECOND, registration_id=PAST + 1))
    for prefix in ("/events/meetings/{pk}/", "/api/v1/meetings/{pk}/"):
        world.route(prefix, Meeting)
    world.route("/events/{pk}/feedback.csv", Event)
    for shape in ("/events/{pk}/meetings/new/", "/api/v1/events/{pk}/meetings/", "/api/v1/events/{pk}/meetings/slots/"):
        world.lenient(shape, reason="short meetings are for participants who said that they are open to them")
    for shape in ("/events/{pk}/summary/", "/events/{pk}/feedback.csv", "/api/v1/events/{pk}/summary/"):
        world.lenient(shape, reason="there is something to sum up once an event is over and some people answered")
    for shape in ("/events/registrations/{pk}/feedback/", "/api/v1/registrations/{pk}/feedback/"):
        world.lenient(shape, reason="asked for two weeks after the end, of who was there")
    for shape in ("/events/registrations/{pk}/meetings/", "/api/v1/registrations/{pk}/meetings/"):
        world.lenient(shape, reason="each says for himself that he is open to short meetings")

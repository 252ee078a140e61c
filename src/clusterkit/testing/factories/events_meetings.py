"""Short meetings and what people said afterwards, written past the rules."""

from __future__ import annotations

from datetime import timedelta

import factory
from django.utils import timezone

from clusterkit.events.enums import EventState, RegistrationState
from clusterkit.events.models import Feedback, Meeting
from clusterkit.testing.factories.events import EventFactory, RegistrationFactory


class MeetingEventFactory(EventFactory):
    """An event of two hours with short meetings of 20 minutes at two tables."""

    meeting_minutes = 20
    meeting_tables = 2


class PastEventFactory(EventFactory):
    """An event that ended three hours ago and asks how it was."""

    state = EventState.ENDED
    starts_at = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=5))
    asks_feedback = True


class OpenPersonFactory(RegistrationFactory):
    """Somebody with a place who is open to short meetings."""

    open_to_meetings = True
    meeting_topic = factory.Sequence(lambda number: f"Sensors {number}")


class MeetingFactory(factory.django.DjangoModelFactory):
    """A proposal for the first slot of its event."""

    class Meta:
        model = Meeting

    event = factory.SubFactory(MeetingEventFactory)
    proposer = factory.SubFactory(OpenPersonFactory, event=factory.SelfAttribute("..event"))
    invitee = factory.SubFactory(OpenPersonFactory, event=factory.SelfAttribute("..event"))
    starts_at = factory.SelfAttribute("event.starts_at")


class FeedbackFactory(factory.django.DjangoModelFactory):
    """What somebody who was there said."""

    class Meta:
        model = Feedback

    registration = factory.SubFactory(
        RegistrationFactory, event=factory.SubFactory(PastEventFactory), state=RegistrationState.ATTENDED
    )
    rating = 4

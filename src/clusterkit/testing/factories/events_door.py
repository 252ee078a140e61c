"""The door: acts, and certificates of attendance."""

from __future__ import annotations

from datetime import timedelta

import factory
from django.utils import timezone

from clusterkit.events.enums import CheckInKind, EventState, RegistrationState
from clusterkit.events.models import AttendanceCertificate, CheckIn
from clusterkit.events.models.registration import make_code
from clusterkit.testing.factories.events import EventFactory, RegistrationFactory


class EndedEventFactory(EventFactory):
    """An event that is over since yesterday and gives certificates."""

    state = EventState.ENDED
    starts_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1, hours=2))
    gives_certificates = True
    hours = 4


class CheckInFactory(factory.django.DjangoModelFactory):
    """Somebody was checked in; the registration stands so, too."""

    class Meta:
        model = CheckIn

    registration = factory.SubFactory(
        RegistrationFactory, state=RegistrationState.ATTENDED, checked_in_at=factory.LazyFunction(timezone.now)
    )
    event_id = factory.SelfAttribute("registration.event_id")
    kind = CheckInKind.IN
    done_at = factory.LazyFunction(timezone.now)


class AttendanceCertificateFactory(factory.django.DjangoModelFactory):
    """A valid certificate in English, written past the rules."""

    class Meta:
        model = AttendanceCertificate

    registration = factory.SubFactory(
        RegistrationFactory, event=factory.SubFactory(EndedEventFactory), state=RegistrationState.ATTENDED
    )
    number = factory.Sequence(lambda number: f"2026-1-{number:03}")
    code = factory.LazyFunction(make_code)
    content = factory.LazyAttribute(
        lambda row: {
            "language": "en",
            "cluster": "Cluster",
            "name": row.registration.name,
            "organisation": "",
            "event": "Seminar",
            "when": "24 November 2026, 15:00–17:00",
            "place": "Hall",
            "mode": "on site",
            "hours": 4,
        }
    )

"""Events and registrations."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import factory
from django.utils import timezone

from clusterkit.events.consents import ATTENDEES
from clusterkit.events.enums import LISTED_CONSENTS, EventMode, EventState, RegistrationState, SeatMode
from clusterkit.events.models import Event, Registration, Speaker
from clusterkit.testing.factories.accounts import UserFactory, agree


class EventFactory(factory.django.DjangoModelFactory):
    """A published event on site, in ten days, without a limit of places. ``sectors=[sector, …]`` sets them."""

    class Meta:
        model = Event
        skip_postgeneration_save = True

    title = factory.Sequence(lambda number: {"ru": f"Семинар {number}", "en": f"Seminar {number}"})
    summary = factory.LazyFunction(lambda: {"ru": "О чём семинар", "en": "What it is about"})
    state = EventState.PUBLISHED
    mode = EventMode.ON_SITE
    place = "Большой зал"
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=10))
    ends_at = factory.LazyAttribute(lambda row: row.starts_at + timedelta(hours=2))

    @factory.post_generation
    def sectors(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Set the given sectors."""
        if create and extracted:
            self.sectors.set(extracted)


class HybridEventFactory(EventFactory):
    """On site and online, two places each."""

    mode = EventMode.HYBRID
    capacity_on_site = 2
    capacity_online = 2
    online_url = "https://video.example.org/room"


class SpeakerFactory(factory.django.DjangoModelFactory):
    """A speaker."""

    class Meta:
        model = Speaker

    event = factory.SubFactory(EventFactory)
    name = factory.Sequence(lambda number: f"Speaker {number}")


class RegistrationFactory(factory.django.DjangoModelFactory):
    """A confirmed registration on site, written past the rules: use the services to fill an event."""

    class Meta:
        model = Registration
        skip_postgeneration_save = True

    event = factory.SubFactory(EventFactory)
    user = factory.SubFactory(UserFactory)
    name = factory.LazyAttribute(lambda row: row.user.get_full_name())
    state = RegistrationState.CONFIRMED
    mode = SeatMode.ON_SITE

    @factory.post_generation
    def agreed(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Who is listed agreed to it; not with ``agreed=False``."""
        if create and self.consent in LISTED_CONSENTS and extracted is not False:
            agree(self.user, ATTENDEES)

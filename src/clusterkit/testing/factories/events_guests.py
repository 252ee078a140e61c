"""Guests of participants."""

from __future__ import annotations

import factory

from clusterkit.events.enums import RegistrationState, SeatMode
from clusterkit.events.models import Registration
from clusterkit.testing.factories.events import RegistrationFactory


class GuestFactory(factory.django.DjangoModelFactory):
    """A guest with a place on site, written past the rules; ``host`` is the registration of who brings him."""

    class Meta:
        model = Registration

    host = factory.SubFactory(RegistrationFactory)
    event = factory.SelfAttribute("host.event")
    name = factory.Sequence(lambda number: f"Guest {number}")
    state = RegistrationState.CONFIRMED
    mode = SeatMode.ON_SITE

"""Two organisations become one: the events that they organise and the people who come from them."""

from __future__ import annotations

import pytest

from clusterkit.core.policies import SystemActor
from clusterkit.directory.services import merge_organisations
from clusterkit.testing.factories.directory import OrganisationFactory
from clusterkit.testing.factories.events import EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def test_events_and_registrations_move() -> None:
    stays, goes = OrganisationFactory(), OrganisationFactory()
    event = EventFactory(organiser=goes)
    registration = RegistrationFactory(event=event, organisation=goes)
    merge_organisations(survivor=stays, merged=goes, actor=SystemActor())
    event.refresh_from_db()
    registration.refresh_from_db()
    assert (event.organiser, registration.organisation) == (stays, stays)

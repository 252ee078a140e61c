"""The factories make what they say."""

from __future__ import annotations

import pytest

from clusterkit.directory.enums import AffiliationRole, AffiliationState
from clusterkit.testing.factories.directory import (
    AdminAffiliationFactory,
    AffiliationRequestFactory,
    CapabilityFactory,
    ContactFactory,
    OrganisationFactory,
    SectorFactory,
)

pytestmark = pytest.mark.django_db


def test_factories_make_rows_that_belong_together() -> None:
    sector = SectorFactory(code="chemistry")
    organisation = OrganisationFactory(sectors=[sector])
    CapabilityFactory(organisation=organisation)
    ContactFactory(organisation=organisation)
    admin = AdminAffiliationFactory(organisation=organisation)
    request = AffiliationRequestFactory(organisation=organisation)

    organisation.refresh_from_db()
    assert list(organisation.sectors.all()) == [sector]
    assert organisation.capabilities.count() == organisation.contacts.count() == 1
    assert (admin.role, admin.state) == (AffiliationRole.ADMIN, AffiliationState.CONFIRMED)
    assert request.state == AffiliationState.REQUESTED
    assert organisation.short_name.get_text("en") in str(organisation.name)

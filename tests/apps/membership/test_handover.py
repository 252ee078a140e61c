"""Who leaves his organisation hands on the contact of its open application; the office fills his seat in the council."""

from __future__ import annotations

import pytest

from clusterkit.access.viewer import viewer_of
from clusterkit.directory.selectors import handover_of
from clusterkit.directory.services import end_affiliation
from clusterkit.membership.enums import ApplicationState
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.council import SeatFactory
from clusterkit.testing.factories.directory import AdminAffiliationFactory, AffiliationFactory, OrganisationFactory
from clusterkit.testing.factories.membership import ApplicationFactory

pytestmark = pytest.mark.django_db


def test_the_successor_is_the_contact_of_what_is_not_decided() -> None:
    organisation = OrganisationFactory()
    goes = AdminAffiliationFactory(organisation=organisation, user=UserFactory(email="novik@example.org"))
    heir = AffiliationFactory(organisation=organisation, user=UserFactory(name="Hanna Heir", email="heir@example.org"))
    contact = {"contact_email": "Novik@example.org", "contact_phone": "+375 29 1234567"}
    still_open = ApplicationFactory(organisation=organisation, **contact)
    decided = ApplicationFactory(organisation=organisation, state=ApplicationState.REJECTED, **contact)
    [group] = handover_of(viewer_of(goes.user), goes).belongings
    assert (group.number, group.first[0].url) == (1, still_open.get_absolute_url())
    end_affiliation(affiliation=goes, actor=viewer_of(goes.user), successor=heir)
    still_open.refresh_from_db()
    decided.refresh_from_db()
    assert (still_open.contact_name, still_open.contact_email, still_open.contact_phone) == (
        "Hanna Heir",
        "heir@example.org",
        "",
    )
    assert decided.contact_email == "Novik@example.org"


def test_without_a_successor_the_contact_stays() -> None:
    row = ApplicationFactory(contact_email="goes@example.org")
    AdminAffiliationFactory(organisation=row.organisation)
    goes = AffiliationFactory(organisation=row.organisation, user=UserFactory(email="goes@example.org"))
    end_affiliation(affiliation=goes, actor=viewer_of(goes.user))
    row.refresh_from_db()
    assert row.contact_email == "goes@example.org"


def test_a_seat_is_the_office_s_to_fill() -> None:
    seat = SeatFactory()
    goes = seat.organisation.affiliations.get(user=seat.representative)
    heir = AffiliationFactory(organisation=seat.organisation)
    groups = handover_of(viewer_of(goes.user), goes).belongings
    assert [(str(group.title), group.number) for group in groups] == [("Seats in the council", 1)]
    assert "office" in str(groups[0].note)
    end_affiliation(affiliation=goes, actor=viewer_of(goes.user), successor=heir)
    seat.refresh_from_db()
    assert seat.representative_id == goes.user_id

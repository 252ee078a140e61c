"""Two organisations become one: their applications and memberships."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from clusterkit.core.exceptions import Conflict
from clusterkit.core.policies import SystemActor
from clusterkit.directory.models import Organisation
from clusterkit.directory.services import merge_organisations
from clusterkit.membership.enums import ApplicationState
from clusterkit.membership.models import Seat
from clusterkit.testing.factories.directory import OrganisationFactory
from clusterkit.testing.factories.membership import ApplicationFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def two() -> tuple[Organisation, Organisation]:
    """The one that stays and the one that goes."""
    return OrganisationFactory(), OrganisationFactory()


def merge(two: tuple[Organisation, Organisation]) -> None:
    merge_organisations(survivor=two[0], merged=two[1], actor=SystemActor())


def test_applications_and_terms_move(two: tuple[Organisation, Organisation]) -> None:
    stays, goes = two
    old = ApplicationFactory(organisation=stays, state=ApplicationState.WITHDRAWN)
    term = MembershipFactory(organisation=goes)
    rejected = ApplicationFactory(organisation=goes, state=ApplicationState.REJECTED)
    merge(two)
    for row in (old, term, rejected):
        row.refresh_from_db()
        assert row.organisation == stays


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (MembershipFactory, MembershipFactory, "Both are members"),
        (ApplicationFactory, ApplicationFactory, "Both have an open application"),
        (MembershipFactory, ApplicationFactory, "the other one applies"),
        (ApplicationFactory, MembershipFactory, "the other one applies"),
    ],
)
def test_what_only_one_may_have_stands_in_the_way(
    first: type, second: type, words: str, two: tuple[Organisation, Organisation]
) -> None:
    first(organisation=two[0])
    second(organisation=two[1])
    with pytest.raises(Conflict, match=words):
        merge(two)
    assert Organisation.objects.filter(pk=two[1].pk).exists()


def test_a_seat_moves_and_two_seats_stand_in_the_way(two: tuple[Organisation, Organisation]) -> None:
    seat, second = (Seat.objects.create(organisation=row, starts_on=timezone.localdate()) for row in two[::-1])
    with pytest.raises(Conflict, match="Both sit in the council"):
        merge(two)
    Seat.objects.filter(pk=second.pk).update(vacated_on=timezone.localdate())
    merge(two)
    seat.refresh_from_db()
    assert seat.organisation == two[0]


def test_a_term_that_is_over_does_not(two: tuple[Organisation, Organisation]) -> None:
    MembershipFactory(organisation=two[0])
    over = MembershipFactory(organisation=two[1], starts_on=timezone.localdate() - timedelta(days=900))
    merge(two)
    over.refresh_from_db()
    assert over.organisation == two[0]

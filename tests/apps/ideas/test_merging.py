"""Two organisations become one: their items, interests and talks."""

from __future__ import annotations

import pytest

from clusterkit.core.exceptions import Conflict
from clusterkit.core.policies import SystemActor
from clusterkit.directory.models import Organisation
from clusterkit.directory.services import merge_organisations
from clusterkit.ideas.enums import InterestState
from clusterkit.testing.factories.directory import OrganisationFactory
from clusterkit.testing.factories.ideas import CommentFactory, InterestFactory, InterestMessageFactory, ItemFactory
from clusterkit.testing.factories.ideas_talks import MessageFileFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def two() -> tuple[Organisation, Organisation]:
    """The one that stays and the one that goes."""
    return OrganisationFactory(), OrganisationFactory()


def test_the_exchange_moves(two: tuple[Organisation, Organisation]) -> None:
    stays, goes = two
    item = ItemFactory(organisation=goes)
    interest = InterestFactory(organisation=goes)
    message = InterestMessageFactory(interest=interest, organisation=goes)
    sent = MessageFileFactory(message=message)
    comment = CommentFactory(organisation=goes)
    merge_organisations(survivor=stays, merged=goes, actor=SystemActor())
    for row in (item, interest, message, sent, comment):
        row.refresh_from_db()
        assert row.organisation == stays


def test_an_answer_to_the_other_stands_in_the_way(two: tuple[Organisation, Organisation]) -> None:
    stays, goes = two
    interest = InterestFactory(item=ItemFactory(organisation=goes), organisation=stays)
    with pytest.raises(Conflict, match="End these talks first"):
        merge_organisations(survivor=stays, merged=goes, actor=SystemActor())
    type(interest).objects.filter(pk=interest.pk).update(state=InterestState.WITHDRAWN)
    merge_organisations(survivor=stays, merged=goes, actor=SystemActor())


def test_two_answers_to_one_item_stand_in_the_way(two: tuple[Organisation, Organisation]) -> None:
    stays, goes = two
    item = ItemFactory()
    InterestFactory(item=item, organisation=stays)
    second = InterestFactory(item=item, organisation=goes)
    with pytest.raises(Conflict, match="answered the same item"):
        merge_organisations(survivor=stays, merged=goes, actor=SystemActor())
    type(second).objects.filter(pk=second.pk).update(state=InterestState.DECLINED)
    merge_organisations(survivor=stays, merged=goes, actor=SystemActor())
    assert item.interests.filter(organisation=stays).count() == 2

"""Who leaves his organisation hands its open items and answers over; what he wrote in talks stays his."""

from __future__ import annotations

import pytest

from clusterkit.access.viewer import viewer_of
from clusterkit.directory.selectors import handover_of
from clusterkit.directory.services import end_affiliation
from clusterkit.ideas.enums import ItemState
from clusterkit.ideas.selectors.people import owners, senders
from clusterkit.testing.factories.accounts import CoordinatorFactory
from clusterkit.testing.factories.directory import AdminAffiliationFactory, AffiliationFactory, OrganisationFactory
from clusterkit.testing.factories.ideas import CommentFactory, DraftFactory, InterestFactory, ItemFactory

pytestmark = pytest.mark.django_db


def test_the_successor_answers_for_what_is_open() -> None:
    organisation = OrganisationFactory()
    boss = AdminAffiliationFactory(organisation=organisation)
    goes, heir = (AffiliationFactory(organisation=organisation) for _number in range(2))
    his = {"organisation": organisation, "author": goes.user}
    item, draft = ItemFactory(title="A reactor", **his), DraftFactory(**his)
    over = ItemFactory(state=ItemState.FULFILLED, **his)
    elsewhere = ItemFactory(author=goes.user)
    answer, comment = InterestFactory(**his), CommentFactory(item=item, author=goes.user)

    found = handover_of(viewer_of(boss.user), goes).belongings
    assert [(str(group.title), group.number) for group in found] == [
        ("Items of the idea exchange", 2),
        ("Answers to items of others", 1),
    ]
    assert (found[0].first[0].title, found[0].first[0].url) == ("A reactor", item.get_absolute_url())
    end_affiliation(affiliation=goes, actor=viewer_of(boss.user), successor=heir)
    for row in (item, draft, over, elsewhere, answer, comment):
        row.refresh_from_db()
    assert [row.author_id for row in (item, draft, answer)] == [heir.user_id] * 3
    assert [row.author_id for row in (over, elsewhere, comment)] == [goes.user_id] * 3
    assert (owners(item), senders(answer)) == ([heir.user_id], [heir.user_id])


def test_without_a_successor_the_administrators_answer() -> None:
    goes = AffiliationFactory()
    boss = AdminAffiliationFactory(organisation=goes.organisation)
    item = ItemFactory(organisation=goes.organisation, author=goes.user)
    end_affiliation(affiliation=goes, actor=viewer_of(goes.user))
    item.refresh_from_db()
    assert item.author_id == goes.user_id
    assert owners(item) == [boss.user_id]


def test_who_looks_sees_no_more_than_elsewhere() -> None:
    """The office ends it too: a draft and a private talk are the organisation's own."""
    goes = AffiliationFactory()
    DraftFactory(organisation=goes.organisation, author=goes.user)
    InterestFactory(organisation=goes.organisation, author=goes.user)
    assert handover_of(viewer_of(CoordinatorFactory()), goes).belongings == []

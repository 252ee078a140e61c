"""What the exchange gives to the meter of links."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from clusterkit.directory.hooks import LinkRow, LinksPeriod
from clusterkit.ideas.enums import InterestState, ItemMode, ItemState
from clusterkit.ideas.links import exchange_links
from clusterkit.ideas.models import Comment, Interest
from clusterkit.testing.factories.directory import OrganisationFactory
from clusterkit.testing.factories.ideas import (
    CommentFactory,
    InterestFactory,
    InterestMessageFactory,
    ItemFactory,
)

pytestmark = pytest.mark.django_db
MINSK = ZoneInfo("Europe/Minsk")
PERIOD = LinksPeriod(datetime(2025, 1, 1, tzinfo=MINSK), datetime(2027, 1, 1, tzinfo=MINSK), MINSK)


def rows(code: str, period: LinksPeriod | None = None) -> list[LinkRow]:
    wide = LinksPeriod(datetime(2020, 1, 1, tzinfo=MINSK), datetime(2100, 1, 1, tzinfo=MINSK), MINSK)
    return [row for links in exchange_links(period or wide) if links.kind.code == code for row in links.rows]


def pair(row: LinkRow) -> set[int]:
    return {row.first_id, row.second_id}


def test_a_comment_links_who_wrote_it_with_the_items_owner() -> None:
    item, other = ItemFactory(), OrganisationFactory()
    comments = [CommentFactory(item=item, organisation=other) for _index in range(2)]
    [row] = rows("replies")
    assert pair(row) == {item.organisation_id, other.pk}
    assert row.number == 2
    assert row.people == {item.author_id, *(comment.author_id for comment in comments)}
    assert row.shows_pair


def test_an_answer_to_a_comment_links_the_two_who_wrote() -> None:
    item, first, second = ItemFactory(), OrganisationFactory(), OrganisationFactory()
    parent = CommentFactory(item=item, organisation=first)
    reply = CommentFactory(item=item, organisation=second, parent=parent)
    found = [row for row in rows("replies") if pair(row) == {first.pk, second.pk}]
    assert [row.people for row in found] == [{parent.author_id, reply.author_id}]


def test_a_comment_of_a_colleague_stays_inside() -> None:
    item = ItemFactory()
    CommentFactory(item=item, organisation=item.organisation)
    [row] = rows("replies")
    assert row.first_id == row.second_id == item.organisation_id


def test_nobody_answers_himself_and_who_speaks_for_nobody_links_nobody() -> None:
    item = ItemFactory()
    CommentFactory(item=item, author=item.author, organisation=item.organisation)
    CommentFactory(item=item, organisation=None)
    assert rows("replies") == []


@pytest.mark.parametrize("change", [{"deleted_at": timezone.now()}, {"hidden_at": timezone.now()}])
def test_what_was_taken_away_does_not_count(change: dict[str, Any]) -> None:
    comment = CommentFactory(organisation=OrganisationFactory())
    Comment.objects.filter(pk=comment.pk).update(**change)
    CommentFactory(organisation=OrganisationFactory(), item=ItemFactory(state=ItemState.HIDDEN))
    assert rows("replies") == []


def test_the_quarter_is_that_of_the_clusters_midnight() -> None:
    comment = CommentFactory(organisation=OrganisationFactory())
    # 22:30 in London is after midnight in Minsk.
    Comment.objects.filter(pk=comment.pk).update(created_at=datetime(2026, 6, 30, 22, 30, tzinfo=UTC))
    [row] = rows("replies", PERIOD)
    assert (row.when.year, row.when.month) == (2026, 7)
    Comment.objects.filter(pk=comment.pk).update(created_at=datetime(2026, 12, 31, 22, 30, tzinfo=UTC))
    assert rows("replies", PERIOD) == []


def test_an_interest_links_the_two_organisations() -> None:
    interest = InterestFactory()
    [row] = rows("interests")
    assert pair(row) == {interest.organisation_id, interest.item.organisation_id}
    assert row.people == {interest.author_id, interest.item.author_id}
    assert row.number == 1


def test_a_talk_counts_once_both_sides_wrote() -> None:
    interest = InterestFactory(state=InterestState.ACCEPTED)
    InterestMessageFactory(interest=interest)
    assert rows("talks") == []
    owner = interest.item.organisation
    for _index in range(3):
        InterestMessageFactory(interest=interest, organisation=owner, author=interest.item.author)
    [row] = rows("talks")
    assert row.number == 1
    assert row.people == {interest.author_id, interest.item.author_id}
    Interest.objects.filter(pk=interest.pk).update(state=InterestState.DECLINED)
    assert rows("talks") == []


def test_who_publishes_without_a_name_stands_in_no_pair_before_he_accepted() -> None:
    item, other, third = ItemFactory(mode=ItemMode.ANONYMOUS), OrganisationFactory(), OrganisationFactory()
    comment = CommentFactory(item=item, organisation=other)
    CommentFactory(item=item, organisation=item.organisation, parent=comment)
    CommentFactory(item=item, organisation=third, parent=comment)
    InterestFactory(item=item, organisation=other)
    accepted = InterestFactory(item=item, organisation=third, state=InterestState.ACCEPTED)
    shown = [row for code in ("replies", "interests") for row in rows(code) if row.shows_pair]
    assert sum(row.number for row in rows("replies")) == 3
    assert sum(row.number for row in rows("interests")) == 2
    assert sorted(map(sorted, (pair(row) for row in shown))) == sorted(
        map(sorted, [{other.pk, third.pk}, {accepted.organisation_id, item.organisation_id}])
    )


def test_three_statements_and_one_more_whatever_the_number_of_rows(django_assert_num_queries: Any) -> None:
    for _index in range(3):
        CommentFactory(organisation=OrganisationFactory())
        InterestFactory()
    with django_assert_num_queries(4):
        exchange_links(PERIOD)

"""Several people decide at the same moment: the first wins, nothing is half done."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from clusterkit.access.viewer import viewer_of
from clusterkit.core.exceptions import Conflict, DomainError
from clusterkit.core.policies import COORDINATOR
from clusterkit.ideas import services
from clusterkit.ideas.enums import IdeaStage, ItemState, ReportState
from clusterkit.ideas.models import Item, OfficialAnswer, Report, Sanction, Support
from clusterkit.ideas.services import Consequences
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.ideas import ItemFactory
from clusterkit.testing.factories.ideas_moderation import (
    IdeaFactory,
    OfficialAnswerFactory,
    ReportFactory,
    SupportFactory,
)
from tests.apps.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)
TURNS = 4


def coordinator() -> Any:
    return viewer_of(UserFactory(tier=COORDINATOR))


def errors(results: list[Any]) -> list[Exception]:
    return [result for result in results if isinstance(result, Exception)]


def test_one_person_supports_once_however_often_he_presses() -> None:
    actor = viewer_of(UserFactory())
    for _turn in range(TURNS):
        idea: Item = IdeaFactory()
        results = at_once(*[partial(services.support, item=idea, actor=actor)] * 3)
        assert not errors(results)
        assert Support.objects.filter(item=idea).count() == 1


def test_without_the_lock_the_second_support_would_fail() -> None:
    """The control: both find no row, and both write."""
    idea, user = IdeaFactory(), UserFactory()
    asked = threading.Barrier(2)

    def write() -> Any:
        with transaction.atomic():
            missing = not Support.objects.filter(item=idea, user=user).exists()
            asked.wait(10)
            return Support.objects.create(item=idea, user=user) if missing else None

    results = at_once(write, write)
    assert [isinstance(result, IntegrityError) for result in results].count(True) == 1


def test_an_answer_and_a_merge_at_once_leave_one_of_the_two() -> None:
    first, second = coordinator(), coordinator()
    for _turn in range(TURNS):
        idea: Item = OfficialAnswerFactory().item
        kept: Item = IdeaFactory()
        results = at_once(
            partial(services.publish_answer, item=idea, actor=first),
            partial(services.merge_items, item=idea, survivor=kept, actor=second),
        )
        assert len(errors(results)) == 1, results
        assert isinstance(errors(results)[0], Conflict)
        idea.refresh_from_db()
        published = OfficialAnswer.objects.get(item=idea).published_at is not None
        assert (idea.stage == IdeaStage.ADOPTED) == published == (idea.state == ItemState.PUBLISHED)


def test_two_who_join_the_same_the_other_way_round_do_not_wait_for_each_other() -> None:
    first, second = coordinator(), coordinator()
    for _turn in range(TURNS):
        one, other = IdeaFactory(), IdeaFactory()
        results = at_once(
            partial(services.merge_items, item=one, survivor=other, actor=first),
            partial(services.merge_items, item=other, survivor=one, actor=second),
        )
        assert len(errors(results)) == 1, results
        assert isinstance(errors(results)[0], DomainError)
        assert {Item.objects.get(pk=item.pk).state for item in (one, other)} == {ItemState.MERGED, ItemState.PUBLISHED}


def test_locked_in_the_order_of_the_click_they_would_wait_for_each_other() -> None:
    """The control: each locks its duplicate first, and then waits for what the other holds."""
    one, other = IdeaFactory(), IdeaFactory()
    locked = threading.Barrier(2)

    def lock(*keys: int) -> None:
        with transaction.atomic():
            list(Item.objects.select_for_update().filter(pk=keys[0]))
            locked.wait(10)
            list(Item.objects.select_for_update().filter(pk=keys[1]))

    results = at_once(lambda: lock(one.pk, other.pk), lambda: lock(other.pk, one.pk))
    assert ["deadlock" in str(error) for error in errors(results)] == [True]


def test_support_given_while_the_idea_is_joined_is_lost_by_nobody() -> None:
    office, actor = coordinator(), viewer_of(UserFactory())
    for _turn in range(TURNS):
        gone, kept = IdeaFactory(), IdeaFactory()
        SupportFactory(item=gone)
        support, _merge = at_once(
            partial(services.support, item=gone, actor=actor),
            partial(services.merge_items, item=gone, survivor=kept, actor=office),
        )
        assert not Support.objects.filter(item=gone).exists()
        assert Support.objects.filter(item=kept).count() == (1 if isinstance(support, Exception) else 2)


def _decide(report: Report, actor: Any) -> Callable[[], Any]:
    wanted = Consequences(hide=True, sanction="block", reason="No")  # type: ignore[arg-type]
    return lambda: services.uphold_report(report=report, actor=actor, consequences=wanted)


def test_a_case_is_decided_once_with_one_sanction() -> None:
    first, second = coordinator(), coordinator()
    for _turn in range(TURNS):
        item = ItemFactory()
        report: Report = ReportFactory(item=item)
        ReportFactory(item=item)
        results = at_once(_decide(report, first), _decide(report, second))
        assert len(errors(results)) == 1, results
        assert isinstance(errors(results)[0], Conflict)
        assert Sanction.objects.filter(user=item.author).count() == 1
        assert not Report.objects.filter(item=item, state=ReportState.OPEN).exists()


def test_one_open_report_a_person_however_often_he_presses() -> None:
    actor, item = viewer_of(UserFactory()), ItemFactory()
    results = at_once(*[lambda: services.report(item=item, reason="spam", actor=actor)] * 3)
    assert len(errors(results)) == 2
    assert all(isinstance(error, Conflict) for error in errors(results))
    assert Report.objects.filter(item=item).count() == 1


def test_two_who_stop_the_same_person_leave_one_block() -> None:
    first, second = coordinator(), coordinator()
    user: Any = UserFactory()
    results = at_once(
        *[lambda by=by: services.stop_writing(user_id=user.pk, reason="No", actor=by) for by in (first, second)]
    )
    assert not errors(results)
    assert Sanction.objects.blocking().filter(user=user).count() == 1

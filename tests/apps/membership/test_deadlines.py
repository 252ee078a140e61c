"""Until when the office and the applicant want to be done, and who is reminded of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from clusterkit.core.policies import SystemActor
from clusterkit.membership.deadlines import Due, due_in
from clusterkit.membership.models import Application, Revision
from clusterkit.membership.services import (
    assign,
    expire_due,
    propose_decision,
    remind_of_corrections,
    remind_of_reviews,
    request_info,
    resubmit,
)
from clusterkit.membership.services.council import change_office_settings
from clusterkit.notifications.models import Notification
from clusterkit.testing.factories.directory import AffiliationFactory
from tests.apps.membership.conftest import Party


@pytest.fixture
def ten_days(db: None) -> None:
    """The office wants to have reviewed within ten days."""
    change_office_settings(values={"review_days": 10}, actor=SystemActor())


def told(user: Any) -> list[str]:
    kinds = ("membership.review_due", "membership.review_late", "membership.correction_due")
    rows = Notification.objects.filter(recipient=user, kind__in=kinds).order_by("created_at", "pk")
    return [row.kind.removeprefix("membership.") for row in rows]


def moment(days: float) -> Any:
    return timezone.now() + timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "text", "tone"),
    [
        (3, "3 days left", "neutral"),
        (1, "1 day left", "warn"),
        (0, "due today", "warn"),
        (-1, "1 day late", "bad"),
        (-2, "2 days late", "bad"),
    ],
)
def test_a_deadline_in_words(days: int, text: str, tone: str) -> None:
    with translation.override("en"):
        assert (Due(days).text, Due(days).tone) == (text, tone)


def test_no_deadline_is_none() -> None:
    assert due_in(None, timezone.localdate()) is None
    assert due_in(timezone.localdate() + timedelta(days=4), timezone.localdate()) == Due(4)


def test_without_a_number_of_days_there_is_no_deadline(party: Party) -> None:
    application = party.submitted()
    assert application.review_due_at is None
    assert application.review_due is None
    assert remind_of_reviews(now=moment(400)) == 0


@pytest.mark.usefixtures("ten_days")
def test_the_days_run_from_each_sending_and_rest_with_the_applicant(party: Party) -> None:
    application = party.reviewed()
    assert application.review_due == Due(10)
    Application.objects.update(review_due_at=moment(-3), review_reminded=2)
    application = request_info(application=application, text="More", actor=party.viewer("first"))
    assert application.review_due is None
    assert remind_of_reviews(now=moment(400)) == 0
    application = resubmit(application=application, actor=party.viewer("applicant"))
    assert application.review_due == Due(10)
    assert remind_of_reviews(now=moment(11)) == 1


@pytest.mark.usefixtures("ten_days")
def test_the_assignee_is_reminded_once_before_and_once_after(party: Party) -> None:
    application = party.reviewed()
    assert [remind_of_reviews(now=moment(days)) for days in (0, 7.9, 8.1, 9, 10.1, 11, 30)] == [0, 0, 1, 0, 1, 0, 0]
    assert told(party.first) == ["review_due", "review_late"]
    assert told(party.second) == []
    row = Notification.objects.get(recipient=party.first, kind="membership.review_late")
    assert row.path == application.get_absolute_url()


@pytest.mark.usefixtures("ten_days")
def test_the_office_is_reminded_where_nobody_has_it(party: Party) -> None:
    party.submitted()
    assert remind_of_reviews(now=moment(9)) == 1
    assert (told(party.first), told(party.second), told(party.affiliated)) == (["review_due"], ["review_due"], [])


@pytest.mark.usefixtures("ten_days")
def test_an_assignee_with_a_side_is_not_reminded_but_the_office(party: Party) -> None:
    party.reviewed()
    AffiliationFactory(organisation=party.organisation, user=party.first)
    remind_of_reviews(now=moment(9))
    assert (told(party.first), told(party.second)) == ([], ["review_due"])


@pytest.mark.usefixtures("ten_days")
def test_a_late_one_is_told_of_once_though_nobody_reminded_before(party: Party) -> None:
    party.reviewed()
    assert [remind_of_reviews(now=moment(12)), remind_of_reviews(now=moment(12))] == [1, 0]
    assert told(party.first) == ["review_late"]


@pytest.mark.parametrize(("days", "before"), [(1, 0.51), (2, 1.1), (3, 1.6)])
def test_a_short_deadline_is_reminded_of_at_half_of_it(party: Party, days: int, before: float) -> None:
    change_office_settings(values={"review_days": days}, actor=SystemActor())
    party.reviewed()
    assert [remind_of_reviews(now=moment(0.01)), remind_of_reviews(now=moment(before))] == [0, 1]


@pytest.mark.usefixtures("ten_days")
def test_nothing_is_due_any_more_once_it_is_decided(party: Party) -> None:
    application = party.reviewed()
    for who in ("first", "second"):
        from clusterkit.membership.services import confirm_decision

        act = propose_decision if who == "first" else confirm_decision
        application = act(application=application, verdict="approve", revision=1, actor=party.viewer(who))
    assert application.review_due is None
    assert remind_of_reviews(now=moment(30)) == 0


def test_the_office_sets_how_long_an_applicant_has(party: Party, settings: Any) -> None:
    today = timezone.localdate()
    application = request_info(application=party.reviewed(), text="More", actor=party.viewer("first"))
    usual = settings.CLUSTERKIT.get("NEEDS_INFO_DAYS", 30)
    assert application.due_on == today + timedelta(days=usual)
    change_office_settings(values={"correction_days": 12}, actor=SystemActor())
    application = resubmit(application=application, actor=party.viewer("applicant"))
    assert application.correction_due is None
    application = request_info(application=application, text="More", actor=party.viewer("first"))
    assert application.due_on == today + timedelta(days=12)
    assert application.correction_due == Due(12)


def test_the_applicant_is_reminded_once_three_days_before(party: Party) -> None:
    due = timezone.localdate() + timedelta(days=10)
    request_info(application=party.reviewed(), text="The charter", due_on=due, actor=party.viewer("first"))
    days = [due - timedelta(days=left) for left in (4, 3, 2, 0)]
    assert [remind_of_corrections(day=day) for day in days] == [0, 1, 0, 0]
    assert told(party.applicant) == ["correction_due"]
    assert told(party.first) == []
    assert Application.objects.get().state == "needs_info"
    assert expire_due(day=due + timedelta(days=1)) == 1


def test_who_was_asked_with_three_days_is_not_reminded_of_it(party: Party) -> None:
    due = timezone.localdate() + timedelta(days=3)
    request_info(application=party.reviewed(), text="The charter", due_on=due, actor=party.viewer("first"))
    assert remind_of_corrections(day=due) == 0


def test_each_question_has_its_own_reminder(party: Party) -> None:
    application = party.reviewed()
    for _time in range(2):
        due = timezone.localdate() + timedelta(days=10)
        application = request_info(application=application, text="More", due_on=due, actor=party.viewer("first"))
        assert remind_of_corrections(day=due) == 1
        application = resubmit(application=application, actor=party.viewer("applicant"))
        assert remind_of_corrections(day=due) == 0
    assert told(party.applicant) == ["correction_due"] * 2
    assert Revision.objects.count() == 3


@pytest.mark.usefixtures("ten_days")
def test_a_handover_does_not_remind_again(party: Party) -> None:
    application = party.reviewed()
    assert remind_of_reviews(now=moment(9)) == 1
    assign(
        application=application,
        assignee=party.second.pk,
        instead_of=party.first.pk,
        actor=party.viewer("first"),
    )
    assert remind_of_reviews(now=moment(9.5)) == 0
    assert remind_of_reviews(now=moment(11)) == 1
    assert told(party.second) == ["review_late"]

"""Colleagues and workers at the same moment: one gets the application, each reminder goes out once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from clusterkit.access.viewer import viewer_of
from clusterkit.audit.models import AuditRow
from clusterkit.core.exceptions import StaleVersion
from clusterkit.core.policies import SystemActor
from clusterkit.membership.enums import ReviewReminder
from clusterkit.membership.models import Application, Reason
from clusterkit.membership.services import (
    assign,
    move_reason,
    remind_of_corrections,
    remind_of_reviews,
    request_info,
)
from clusterkit.membership.services.council import change_office_settings
from clusterkit.notifications.models import Notification
from clusterkit.testing.factories.membership import ReasonFactory
from tests.apps.membership.conftest import make_party
from tests.apps.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_claim_at_once_one_gets_it() -> None:
    party = make_party()
    application = party.submitted()

    def claim(user: Any) -> Application:
        actor = viewer_of(user)
        return assign(application=application, assignee=actor.user_id, actor=actor)

    results = at_once(lambda: claim(party.first), lambda: claim(party.second))
    winner = next(result for result in results if isinstance(result, Application))
    assert sum(isinstance(result, StaleVersion) for result in results) == 1
    application.refresh_from_db()
    assert application.assignee_id == winner.assignee_id
    assert AuditRow.objects.filter(action="membership.assign").count() == 1


def test_workers_at_once_remind_once() -> None:
    change_office_settings(values={"review_days": 10}, actor=SystemActor())
    party = make_party()
    application = party.reviewed()
    for days, kind in ((9, "review_due"), (11, "review_late")):
        moment = timezone.now() + timedelta(days=days)
        results = at_once(*[lambda moment=moment: remind_of_reviews(now=moment)] * 4)
        assert sorted(results) == [0, 0, 0, 1]
        assert Notification.objects.filter(kind=f"membership.{kind}").count() == 1
    due = timezone.localdate() + timedelta(days=10)
    request_info(application=application, text="More", due_on=due, actor=party.viewer("first"))
    assert sorted(at_once(*[lambda: remind_of_corrections(day=due)] * 4)) == [0, 0, 0, 1]
    assert Notification.objects.filter(kind="membership.correction_due").count() == 1


def test_workers_who_lose_the_mark_would_each_say_so() -> None:
    """The negative control: it is the mark on the row that keeps the second worker quiet."""
    change_office_settings(values={"review_days": 10}, actor=SystemActor())
    make_party().reviewed()
    moment = timezone.now() + timedelta(days=9)

    @transaction.atomic
    def forgetful() -> int:
        Application.objects.update(review_reminded=ReviewReminder.NONE)
        return remind_of_reviews(now=moment)

    assert at_once(forgetful, forgetful) == [1, 1]


def test_reasons_moved_at_once_keep_one_order() -> None:
    rows = [ReasonFactory(code=code, order=place * 10) for place, code in enumerate("abcd", start=1)]
    at_once(*[lambda row=row: move_reason(reason=row, up=True, actor=SystemActor()) for row in rows])
    orders = list(Reason.objects.values_list("order", flat=True))
    assert orders == [10, 20, 30, 40]

"""Deadlines pass."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from clusterkit.membership.enums import ApplicationState
from clusterkit.membership.models import Application
from clusterkit.membership.services import clock, expire_due, request_info, resubmit, start_application
from clusterkit.tenancy.hooks import WorkerTick, worker_tick
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.membership import MembershipFactory
from tests.apps.membership.conftest import Party


def asked(party: Party) -> Application:
    return request_info(
        application=party.reviewed(), reason="documents", text="The charter", actor=party.viewer("first")
    )


def test_an_unanswered_application_is_closed_after_its_day(party: Party) -> None:
    application = asked(party)
    assert application.due_on is not None
    assert expire_due(day=application.due_on) == 0
    assert expire_due(day=application.due_on + timedelta(days=1)) == 1
    assert expire_due(day=application.due_on + timedelta(days=1)) == 0
    application.refresh_from_db()
    assert application.state == ApplicationState.EXPIRED
    assert application.messages.last().author_name == "system"  # type: ignore[union-attr]
    assert start_application(organisation=party.organisation, actor=party.viewer("applicant")).pk


def test_an_answer_at_the_last_moment_wins(party: Party) -> None:
    application = asked(party)
    rows = list(Application.objects.filter(pk=application.pk))
    resubmit(application=application, actor=party.viewer("applicant"))
    stale = rows[0]
    assert stale.state == ApplicationState.NEEDS_INFO
    assert clock.close(stale, actor=None) is False
    application.refresh_from_db()
    assert application.state == ApplicationState.UNDER_REVIEW


def test_the_tick_does_both(party: Party, alpha: Cluster) -> None:
    application = asked(party)
    Application.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    term = MembershipFactory(starts_on=timezone.localdate() - timedelta(days=350))
    worker_tick.announce(WorkerTick(alpha, timezone.now()))
    application.refresh_from_db()
    term.refresh_from_db()
    assert application.state == ApplicationState.EXPIRED
    assert term.reminded_days == 30

"""Two people press a button at the same moment: the first lock wins, the other gets a clear conflict."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from clusterkit.access.viewer import viewer_of
from clusterkit.audit.models import AuditRow
from clusterkit.core.exceptions import Conflict, StateConflict
from clusterkit.core.policies import COORDINATOR
from clusterkit.membership.enums import ApplicationState
from clusterkit.membership.models import Application, Level, Membership, MembershipCertificate
from clusterkit.membership.selectors.people import applicant_side_ids
from clusterkit.membership.services import (
    change_level,
    clock,
    confirm_decision,
    propose_decision,
    remind_of_ends,
    renew_membership,
    start_application,
    submit,
    take_up,
    update_level,
    withdraw,
)
from clusterkit.membership.services.terms import open_term
from clusterkit.notifications.models import Notification
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import AdminAffiliationFactory
from clusterkit.testing.factories.membership import ApplicationFactory, LevelFactory, MembershipFactory
from tests.apps.membership.conftest import Party, make_party
from tests.apps.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_who_confirm_at_once_make_one_membership() -> None:
    party = make_party()
    third = UserFactory(tier=COORDINATOR)
    application = party.reviewed()
    propose_decision(application=application, verdict="approve", revision=1, actor=party.viewer("first"))

    def confirm(user: Any) -> Callable[[], Any]:
        return lambda: confirm_decision(application=application, verdict="approve", revision=1, actor=viewer_of(user))

    results = at_once(confirm(party.second), confirm(third))
    assert sorted(type(result).__name__ for result in results) == ["Application", "StateConflict"]
    assert Membership.objects.count() == 1


@pytest.mark.long
def test_two_hundred_times_two_who_approve_at_once() -> None:
    """Each time one decision stands: one terminal state, one row of the log, one notice to the applicant."""
    party = make_party()
    third = UserFactory(tier=COORDINATOR)
    people = [party.viewer("second"), viewer_of(third)]
    for _round in range(200):
        application = _proposed(party)
        results = at_once(
            *[
                partial(confirm_decision, application=application, verdict="approve", revision=1, actor=actor)
                for actor in people
            ]
        )
        assert sorted(type(result).__name__ for result in results) == ["Application", "StateConflict"]
        application.refresh_from_db()
        assert application.state == ApplicationState.APPROVED
        assert Membership.objects.filter(application=application).count() == 1
        decided = AuditRow.objects.filter(action="membership.approve", target_pk=str(application.pk))
        assert decided.count() == 1
        (applicant,) = applicant_side_ids(application.organisation_id)
        assert Notification.objects.filter(recipient_id=applicant, kind="membership.approved").count() == 1


def _proposed(party: Party) -> Application:
    """One more applicant, with one opinion for it."""
    application = ApplicationFactory(complete=True, organisation__is_published=False)
    person = UserFactory()
    AdminAffiliationFactory(organisation=application.organisation, user=person)
    sent = submit(application=application, actor=viewer_of(person))
    reviewed = take_up(application=sent, actor=party.viewer("first"))
    propose_decision(application=reviewed, verdict="approve", revision=1, actor=party.viewer("first"))
    return reviewed


def test_withdraw_against_approve() -> None:
    party = make_party()
    application = party.reviewed()
    propose_decision(application=application, verdict="approve", revision=1, actor=party.viewer("first"))
    applicant, second = party.viewer("applicant"), party.viewer("second")
    results = at_once(
        lambda: withdraw(application=application, actor=applicant),
        lambda: confirm_decision(application=application, verdict="approve", revision=1, actor=second),
    )
    won = [result for result in results if isinstance(result, Application)]
    lost = [result for result in results if isinstance(result, StateConflict)]
    assert (len(won), len(lost)) == (1, 1)
    application.refresh_from_db()
    assert application.state == won[0].state
    assert Membership.objects.exists() == (application.state == ApplicationState.APPROVED)


def test_two_colleagues_begin_one_application() -> None:
    party = make_party()
    actor = party.viewer("applicant")
    results = at_once(*[lambda: start_application(organisation=party.organisation, actor=actor)] * 2)
    assert sorted(type(result) is Conflict for result in results) == [False, True]
    assert Application.objects.count() == 1


def test_two_terms_for_the_same_days_are_not_opened_at_once() -> None:
    party = make_party()

    def enter() -> Any:
        with transaction.atomic():
            return open_term(organisation=party.organisation, starts_on=timezone.localdate())

    results = at_once(enter, enter)
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "Membership"]


def test_without_the_lock_both_would_win() -> None:
    """The control: the same question asked without the lock answers "none yet" to both."""
    party = make_party()
    level = LevelFactory()
    asked = threading.Barrier(2)

    def enter() -> Any:
        with transaction.atomic():
            free = not Membership.objects.filter(organisation=party.organisation).exists()
            asked.wait(10)
            today = timezone.localdate()
            if free:
                return Membership.objects.create(
                    organisation=party.organisation, level=level, starts_on=today, ends_on=today, grace_until=today
                )
            return None

    assert all(isinstance(result, Membership) for result in at_once(enter, enter))
    assert Membership.objects.count() == 2


@pytest.mark.parametrize("left", [60, 30, 7])
def test_two_workers_remind_once(left: int) -> None:
    party = make_party()
    term = MembershipFactory(organisation=party.organisation)
    MembershipFactory(starts_on=term.starts_on)
    day = term.ends_on - timedelta(days=left)
    told = at_once(*[lambda: remind_of_ends(day=day)] * 4)
    assert sum(told) == 2
    assert Notification.objects.filter(kind="membership.term_ending", recipient=party.applicant).count() == 1


def test_without_the_lock_two_workers_would_remind_twice(monkeypatch: Any) -> None:
    """The negative control: the same threads, each deciding by what it read before the other one wrote."""
    party = make_party()
    term = MembershipFactory(organisation=party.organisation)
    day = term.ends_on - timedelta(days=30)
    both_read = threading.Barrier(2)
    unlocked = clock._remind

    def read_first(pk: int, today: Any) -> int:
        class Unlocked:
            def get(self, **lookup: Any) -> Membership:
                found = Membership.objects.get(**lookup)
                both_read.wait(10)
                return found

        monkeypatch.setattr(Membership.objects, "select_for_update", lambda **kwargs: Unlocked())
        return unlocked(pk, today)

    monkeypatch.setattr(clock, "_remind", read_first)
    assert sum(at_once(*[lambda: remind_of_ends(day=day)] * 2)) == 2


def test_a_renewal_against_a_reminder() -> None:
    party = make_party()
    term = MembershipFactory(organisation=party.organisation)
    day = term.ends_on - timedelta(days=30)
    office = party.viewer("first")
    results = at_once(lambda: renew_membership(membership=term, actor=office), lambda: remind_of_ends(day=day))
    assert isinstance(results[0], Membership)
    assert results[1] in (0, 1)
    assert remind_of_ends(day=day) == 0


def test_two_who_change_a_level_and_its_tier_at_once_leave_one_level_active() -> None:
    party = make_party()
    levels = [LevelFactory(code="one"), LevelFactory(code="two", order=20)]
    office = party.viewer("first")
    results = at_once(
        *[lambda level=level: update_level(level=level, values={"is_active": False}, actor=office) for level in levels]
    )
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "Level"]
    assert Level.objects.active().count() == 1


def test_two_who_change_the_level_of_one_member() -> None:
    party = make_party()
    term = MembershipFactory(organisation=party.organisation, certificate=True)
    level = LevelFactory(code="observer", tier="registered", order=30)
    actors = [party.viewer("first"), party.viewer("second")]
    results = at_once(
        *[lambda actor=actor: change_level(membership=term, level=level, actor=actor) for actor in actors]
    )
    assert sorted(type(result).__name__ for result in results) == ["Membership", "StateConflict"]
    assert MembershipCertificate.objects.filter(membership=term, replaced_on=None).count() == 1
    assert AuditRow.objects.filter(action="membership.change_level").count() == 1

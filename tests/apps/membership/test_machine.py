"""The machine under any sequence of acts: only the listed arrows, final states stay, one audit row for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from clusterkit.audit.models import AuditRow
from clusterkit.core.exceptions import DomainError
from clusterkit.core.policies import Actor, SystemActor
from clusterkit.membership import services
from clusterkit.membership.enums import OPEN_STATES, ApplicationState
from clusterkit.membership.models import Application, Membership, Message, Revision
from clusterkit.membership.transitions import MACHINE
from tests.apps.membership.conftest import Party, make_party

PEOPLE = ("applicant", "first", "second", "affiliated", "stranger", "system")
ARROWS = {(source, item.target) for item in MACHINE for source in item.sources}
MACHINE_ACTIONS = {item.action.code for item in MACHINE}


class ApplicationMachine(RuleBasedStateMachine):
    """Everybody tries everything on one application, whatever its state."""

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.party: Party = make_party()
        self.application = self.party.draft()
        self.state = str(self.application.state)
        self.path = [self.state]

    def teardown(self) -> None:
        """Undo everything."""
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    def actor(self, who: str) -> Actor:
        return SystemActor() if who == "system" else self.party.viewer(who)

    def attempt(self, act: Callable[[], Any]) -> None:
        """Try it; a refusal changes nothing."""
        before = AuditRow.objects.count()
        try:
            with transaction.atomic():
                act()
        except DomainError:
            assert Application.objects.get().state == self.state
            assert AuditRow.objects.count() == before
            return
        state = str(Application.objects.get().state)
        if state != self.state:
            assert (self.state, state) in ARROWS
            self.path.append(state)
        self.state = state

    @rule(who=st.sampled_from(PEOPLE))
    def send(self, who: str) -> None:
        send = services.resubmit if self.state == ApplicationState.NEEDS_INFO else services.submit
        self.attempt(lambda: send(application=self.application, actor=self.actor(who)))

    @rule(who=st.sampled_from(PEOPLE))
    def take_up(self, who: str) -> None:
        self.attempt(lambda: services.take_up(application=self.application, actor=self.actor(who)))

    @rule(who=st.sampled_from(PEOPLE))
    def ask(self, who: str) -> None:
        self.attempt(
            lambda: services.request_info(
                application=self.application, reason="other", text="More", actor=self.actor(who)
            )
        )

    @rule(who=st.sampled_from(PEOPLE), verdict=st.sampled_from(["approve", "reject"]), confirm=st.booleans())
    def judge(self, who: str, verdict: str, confirm: bool) -> None:
        revision = Application.objects.get().revision
        common: dict[str, Any] = {"application": self.application, "verdict": verdict, "revision": revision}
        if confirm:
            self.attempt(lambda: services.confirm_decision(**common, actor=self.actor(who)))
        else:
            self.attempt(lambda: services.propose_decision(**common, reason="So", actor=self.actor(who)))

    @rule(who=st.sampled_from(PEOPLE))
    def take_back(self, who: str) -> None:
        self.attempt(lambda: services.withdraw_proposal(application=self.application, actor=self.actor(who)))

    @rule(who=st.sampled_from(PEOPLE))
    def withdraw(self, who: str) -> None:
        self.attempt(lambda: services.withdraw(application=self.application, actor=self.actor(who)))

    @rule()
    def deadline(self) -> None:
        Application.objects.filter(due_on__isnull=False).update(due_on="2020-01-01")
        self.attempt(services.expire_due)

    @invariant()
    def one_audit_row_and_one_step_for_each_transition(self) -> None:
        rows = AuditRow.objects.filter(action__in=MACHINE_ACTIONS).order_by("pk")
        assert [row.after["state"] for row in rows] == self.path[1:]
        assert Message.objects.filter(kind="step").count() == len(self.path) - 1

    @invariant()
    def a_membership_if_and_only_if_approved(self) -> None:
        assert Membership.objects.exists() == (self.state == ApplicationState.APPROVED)

    @invariant()
    def revisions_are_counted(self) -> None:
        assert Revision.objects.count() == Application.objects.get().revision

    @invariant()
    def final_states_stay(self) -> None:
        assert all(state in OPEN_STATES for state in self.path[:-1])


@pytest.mark.django_db
def test_any_sequence_of_acts() -> None:
    run_state_machine_as_test(
        ApplicationMachine,
        settings=settings(
            max_examples=20,
            stateful_step_count=18,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_every_state_is_reached_and_final_ones_are_left_by_nobody() -> None:
    targets = {item.target for item in MACHINE}
    assert targets == set(ApplicationState) - {ApplicationState.DRAFT}
    for state in set(ApplicationState) - OPEN_STATES:
        assert MACHINE.open_from(state) == []

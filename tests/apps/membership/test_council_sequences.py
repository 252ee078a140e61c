"""Applications, ballots and terms under any sequence of acts, while time goes by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from clusterkit.access.viewer import viewer_of
from clusterkit.audit.models import AuditRow
from clusterkit.core.exceptions import DomainError
from clusterkit.core.policies import Actor, SystemActor
from clusterkit.directory.enums import AffiliationState
from clusterkit.directory.models import Affiliation
from clusterkit.membership import services
from clusterkit.membership.enums import OPEN_STATES
from clusterkit.membership.models import Application, Ballot, Membership, OfficeSettings, Protocol, Seat, Vote
from clusterkit.membership.services import council as council_services
from clusterkit.membership.transitions import BALLOTS, MACHINE
from clusterkit.testing.factories.directory import AffiliationFactory
from tests.apps.membership.council import make_council

OUTSIDE = ("applicant", "first", "second", "affiliated", "stranger", "system")
INSIDE = ("Alpha", "Beta", "deputy of Alpha", "deputy of Beta")
PEOPLE = OUTSIDE + INSIDE
ARROWS = {(source, item.target) for machine in (MACHINE, BALLOTS) for item in machine for source in item.sources}
APPLICATION = "clusterkit_membership.application"
BALLOT = "clusterkit_membership.ballot"
# The system is trusted as a coordinator: commands and the worker act as it.
REVIEWERS = frozenset({"first", "second", "system"})
TERM_ACTS = ("suspend", "resume", "revoke", "resign", "renew")


class CouncilMachine(RuleBasedStateMachine):
    """Everybody tries everything; a model of who may what, written down apart, says what may have happened."""

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.clock = time_machine.travel(timezone.now(), tick=False)
        self.time = self.clock.start()
        self.council = make_council("Alpha", "Beta")
        # The seats' own memberships outlast the test: it is about the applicant's.
        far = timezone.localdate() + timedelta(days=9000)
        Membership.objects.update(ends_on=far, grace_until=far)
        self.application = self.council.party.reviewed()
        self.states = {"application": "under_review"}
        self.rows = AuditRow.objects.count()

    def teardown(self) -> None:
        """Undo everything."""
        self.clock.stop()
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    def person(self, who: str) -> Any:
        if who in OUTSIDE:
            return getattr(self.council.party, who)
        name = who.removeprefix("deputy of ")
        return (self.council.people if name == who else self.council.deputies)[name]

    def actor(self, who: str) -> Actor:
        return SystemActor() if who == "system" else viewer_of(self.person(who))

    def is_partial(self, who: str) -> bool:
        rows = Affiliation.objects.filter(organisation=self.council.party.organisation, state="confirmed")
        return who != "system" and rows.filter(user=self.person(who)).exists()

    def chair(self) -> set[str]:
        held = Seat.objects.filter(is_chair=True, vacated_on__isnull=True).exists()
        return {"Alpha"} if held and not self.is_partial("Alpha") else set()

    def attempt(self, who: str, entitled: set[str] | frozenset[str], act: Callable[[], Any]) -> None:
        """Try it. A refusal changes nothing; what changes goes along an arrow and was done by somebody entitled."""
        before = AuditRow.objects.count()
        try:
            with transaction.atomic():
                act()
        except DomainError:
            assert AuditRow.objects.count() == before
            assert self.present() == self.states
            return
        now = self.present()
        changed = {key for key in now if now[key] != self.states.get(key, "open" if key != "application" else "")}
        if now != self.states:
            assert who in entitled
        for key in changed:
            assert (self.states.get(key, "open"), now[key]) in ARROWS
            label = APPLICATION if key == "application" else BALLOT
            pk = self.application.pk if key == "application" else key
            rows = AuditRow.objects.filter(target_label=label, target_pk=str(pk), after__state=now[key])
            assert rows.order_by("-pk").first().after["state"] == now[key]  # type: ignore[union-attr]
        self.states = now

    def present(self) -> dict[Any, str]:
        ballots = dict(Ballot.objects.values_list("pk", "state"))
        return {"application": str(Application.objects.get().state), **ballots}

    def ballot(self) -> Ballot | None:
        return Ballot.objects.order_by("-pk").first()

    @rule(who=st.sampled_from(PEOPLE))
    def open_vote(self, who: str) -> None:
        self.attempt(
            who,
            REVIEWERS,
            lambda: council_services.open_vote(application=self.application, actor=self.actor(who)),
        )

    @rule(
        who=st.sampled_from(PEOPLE), name=st.sampled_from(["Alpha", "Beta"]), choice=st.sampled_from(["for", "against"])
    )
    def cast(self, who: str, name: str, choice: str) -> None:
        ballot = self.ballot()
        if ballot is None:
            return
        before = Vote.objects.count()
        self.attempt(
            who,
            set(),
            lambda: council_services.cast_vote(
                ballot=ballot, seat=self.council.seats[name], choice=choice, actor=self.actor(who)
            ),
        )
        if Vote.objects.count() > before:
            assert who in (name, f"deputy of {name}")
            assert not self.is_partial(who)
            assert ballot.closes_at > timezone.now()

    @rule(who=st.sampled_from(PEOPLE))
    def close(self, who: str) -> None:
        ballot = self.ballot()
        if ballot is not None:
            entitled = REVIEWERS | self.chair()
            self.attempt(who, entitled, lambda: council_services.close_vote(ballot=ballot, actor=self.actor(who)))

    @rule(who=st.sampled_from(PEOPLE))
    def break_off(self, who: str) -> None:
        self.attempt(
            who,
            REVIEWERS,
            lambda: council_services.break_off(application=self.application, reason="So", actor=self.actor(who)),
        )

    @rule(who=st.sampled_from(PEOPLE))
    def withdraw(self, who: str) -> None:
        if self.states["application"] == "under_review":
            return  # so that runs last longer; the shorter machine tries it
        self.attempt(who, {"applicant"}, lambda: services.withdraw(application=self.application, actor=self.actor(who)))

    @rule(who=st.sampled_from(PEOPLE))
    def judge(self, who: str) -> None:
        self.attempt(
            who,
            REVIEWERS,
            lambda: services.propose_decision(
                application=self.application, verdict="reject", reason="So", revision=1, actor=self.actor(who)
            ),
        )

    @rule(code=st.sampled_from(["council_simple", "council_simple", "council_qualified", "four_eyes"]))
    def set_rule(self, code: str) -> None:
        OfficeSettings.objects.update(decision_rule=code)

    @rule(who=st.sampled_from(INSIDE))
    def join_or_leave_the_applicant(self, who: str) -> None:
        rows = Affiliation.objects.filter(organisation=self.council.party.organisation, user=self.person(who))
        if rows.exists():
            rows.delete()
        else:
            AffiliationFactory(
                organisation=self.council.party.organisation,
                user=self.person(who),
                state=AffiliationState.CONFIRMED,
            )

    @rule(days=st.sampled_from([1, 3, 8, 100, 300]))
    def time_goes_by(self, days: int) -> None:
        self.time.shift(timedelta(days=days))
        before = self.present()
        council_services.close_due()
        self.states = self.present()
        for key, state in self.states.items():
            assert state == before[key] or (before[key], state) in ARROWS
        assert not Ballot.objects.due(timezone.now()).exists()

    @rule(who=st.sampled_from(OUTSIDE), act=st.sampled_from(TERM_ACTS))
    def change_the_term(self, who: str, act: str) -> None:
        term = Membership.objects.filter(application=self.application).first()
        if term is None:
            return
        reason = {} if act in ("resume", "renew") else {"reason": "So"}
        done: Any = services.renew_membership if act == "renew" else getattr(services, act)
        self.attempt(who, set(), lambda: done(membership=term, actor=self.actor(who), **reason))

    @invariant()
    def a_ballot_is_open_exactly_while_the_application_is_in_the_vote(self) -> None:
        states = list(Ballot.objects.values_list("state", flat=True))
        assert states.count("open") == (self.states["application"] == "in_vote")

    @invariant()
    def every_closed_ballot_has_its_protocol_and_numbers_have_no_gap(self) -> None:
        assert Protocol.objects.count() == Ballot.objects.filter(state="closed").count()
        for year in set(Protocol.objects.values_list("year", flat=True)):
            numbers = Protocol.objects.filter(year=year).order_by("number").values_list("number", flat=True)
            assert list(numbers) == list(range(1, len(numbers) + 1))

    @invariant()
    def the_log_has_one_row_for_each_step_of_the_application(self) -> None:
        rows = AuditRow.objects.filter(target_label=APPLICATION, after__has_key="state").order_by("pk")
        steps = [(row.before["state"], row.after["state"]) for row in rows if row.before.get("state")]
        for one, two in pairwise(steps):
            assert one[1] == two[0]
        assert steps[-1][1] == self.states["application"]
        assert all(source in OPEN_STATES for source, _target in steps)

    @invariant()
    def members_rights_exist_exactly_while_a_term_does(self) -> None:
        today = timezone.localdate()
        organisation = self.council.party.organisation
        in_force = any(
            term.starts_on <= today <= term.grace_until
            and term.suspended_on is None
            and (term.resigned_on is None or term.resigned_on > today)
            and term.revoked_on is None
            for term in Membership.objects.filter(organisation=organisation)
        )
        assert (organisation.pk in self.actor("applicant").member_organisation_ids) == in_force
        approved = self.states["application"] == "approved"
        assert Membership.objects.filter(organisation=organisation).exists() == approved


def run(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        CouncilMachine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
def test_some_sequences() -> None:
    run(2, 12)


@pytest.mark.long
@pytest.mark.django_db
def test_any_sequence() -> None:
    run(15, 40)

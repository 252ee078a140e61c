"""Four eyes, recusal, vetoes, and what a decision brings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from clusterkit.access.models import Grant
from clusterkit.access.viewer import viewer_of
from clusterkit.core.exceptions import (
    Conflict,
    InvalidInput,
    NotPermitted,
    NotVisible,
    StaleVersion,
    StateConflict,
    Vetoed,
)
from clusterkit.core.policies import COORDINATOR, SystemActor
from clusterkit.membership import hooks
from clusterkit.membership.enums import ApplicationState, Verdict
from clusterkit.membership.models import Application, Membership, Opinion
from clusterkit.membership.rules import DecisionRule, Outcome, decision_rules
from clusterkit.membership.services import (
    confirm_decision,
    propose_decision,
    request_info,
    resubmit,
    save_draft,
    withdraw_proposal,
)
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import AffiliationFactory
from tests.apps.membership.conftest import Party


def propose(party: Party, application: Application, who: str = "first", verdict: str = "approve") -> Application:
    return propose_decision(
        application=application,
        verdict=verdict,
        reason="The papers say so." if verdict == "reject" else "",
        revision=application.revision,
        actor=party.viewer(who),
    )


def confirm(party: Party, application: Application, who: str = "second", verdict: str = "approve") -> Application:
    return confirm_decision(
        application=application, verdict=verdict, revision=application.revision, actor=party.viewer(who)
    )


def test_two_people_approve_and_the_membership_begins(party: Party) -> None:
    application = propose(party, party.reviewed())
    assert application.state == ApplicationState.UNDER_REVIEW
    assert party.viewer("applicant").tier == "registered"
    application = confirm(party, application)
    assert application.state == ApplicationState.APPROVED
    assert application.decided_at is not None
    term = Membership.objects.get()
    today = timezone.localdate()
    assert (term.application, term.starts_on, term.ends_on) == (application, today, today + timedelta(days=364))
    party.organisation.refresh_from_db()
    assert party.organisation.is_published
    assert party.viewer("applicant").tier == "member"
    assert party.viewer("applicant").member_organisation_ids == {party.organisation.pk}


def test_two_people_reject_with_a_reason_and_a_day(party: Party) -> None:
    application = confirm(party, propose(party, party.reviewed(), verdict="reject"), verdict="reject")
    assert application.state == ApplicationState.REJECTED
    assert application.decision_text == "The papers say so."
    assert application.may_reapply_on == timezone.localdate() + timedelta(days=90)
    assert not Membership.objects.exists()


def test_a_rejection_needs_a_reason(party: Party) -> None:
    application = party.reviewed()
    with pytest.raises(InvalidInput) as caught:
        propose_decision(application=application, verdict="reject", reason=" ", revision=1, actor=party.viewer("first"))
    assert caught.value.field == "reason"


def test_a_verdict_is_one_of_two(party: Party) -> None:
    with pytest.raises(InvalidInput):
        propose(party, party.reviewed(), verdict="perhaps")


def test_one_person_is_not_two(party: Party) -> None:
    application = propose(party, party.reviewed())
    with pytest.raises(Conflict, match="second person"):
        confirm(party, application, "first")
    with pytest.raises(StateConflict, match="verdict already"):
        propose(party, application, "first", "reject")


def test_the_same_proposal_is_to_be_confirmed_with_open_eyes(party: Party) -> None:
    application = propose(party, party.reviewed())
    with pytest.raises(Conflict, match="confirm"):
        propose(party, application, "second")
    application.refresh_from_db()
    assert application.state == ApplicationState.UNDER_REVIEW


def test_different_verdicts_stand_against_each_other(party: Party) -> None:
    third = UserFactory(tier=COORDINATOR)
    application = propose(party, party.reviewed())
    application = propose(party, application, "second", "reject")
    assert application.state == ApplicationState.UNDER_REVIEW
    application = confirm_decision(application=application, verdict="approve", revision=1, actor=viewer_of(third))
    assert application.state == ApplicationState.UNDER_REVIEW
    with pytest.raises(Conflict, match="differently"):
        confirm(party, application, "first")
    with pytest.raises(StateConflict):
        confirm(party, application, "first", "reject")
    withdraw_proposal(application=application, actor=party.viewer("second"))
    assert confirm(party, application, "first").state == ApplicationState.APPROVED


def test_a_proposal_is_taken_back(party: Party) -> None:
    application = propose(party, party.reviewed())
    withdraw_proposal(application=application, actor=party.viewer("first"))
    with pytest.raises(Conflict):
        confirm(party, application)
    with pytest.raises(Conflict, match="no proposal"):
        withdraw_proposal(application=application, actor=party.viewer("first"))
    assert propose(party, application, "first", "reject").state == ApplicationState.UNDER_REVIEW


def test_verdicts_bind_to_the_revision(party: Party) -> None:
    application = propose(party, party.reviewed())
    application = request_info(
        application=application, reason="details", text="Which laboratory?", actor=party.viewer("second")
    )
    with pytest.raises(StateConflict):
        confirm(party, application)
    save_draft(application=application, actor=party.viewer("applicant"), contribution="The one in Polotsk.")
    application = resubmit(application=application, actor=party.viewer("applicant"))
    assert application.revision == 2
    with pytest.raises(StaleVersion, match="newer revision"):
        confirm_decision(application=application, verdict="approve", revision=1, actor=party.viewer("second"))
    with pytest.raises(Conflict, match="nothing to confirm"):
        confirm(party, application)


def test_a_stale_form_is_refused(party: Party) -> None:
    application = party.reviewed()
    with pytest.raises(StaleVersion):
        propose_decision(
            application=application,
            verdict="approve",
            revision=1,
            expected_version=application.version - 1,
            actor=party.viewer("first"),
        )


def test_an_affiliated_coordinator_does_not_even_see_it(party: Party) -> None:
    with pytest.raises(NotVisible):
        propose(party, party.reviewed(), "affiliated")


def test_who_became_affiliated_a_moment_ago_is_refused(party: Party) -> None:
    application = party.reviewed()
    earlier = party.viewer("second")
    AffiliationFactory(organisation=party.organisation, user=party.second)
    with pytest.raises(NotPermitted, match="affiliated"):
        propose_decision(application=application, verdict="approve", revision=1, actor=earlier)


def test_a_proposal_of_somebody_who_became_affiliated_counts_no_more(party: Party) -> None:
    application = propose(party, party.reviewed())
    AffiliationFactory(organisation=party.organisation, user=party.first)
    with pytest.raises(Conflict, match="second person"):
        confirm(party, application)
    application.refresh_from_db()
    assert application.state == ApplicationState.UNDER_REVIEW


def test_a_proposal_of_somebody_who_lost_the_tier_counts_no_more(party: Party) -> None:
    application = propose(party, party.reviewed())
    Grant.objects.filter(user=party.first).delete()
    with pytest.raises(Conflict):
        confirm(party, application)


def test_the_system_decides_nothing(party: Party) -> None:
    with pytest.raises(NotPermitted, match="person"):
        propose_decision(application=party.reviewed(), verdict="approve", revision=1, actor=SystemActor())


def test_only_what_is_under_review_is_decided(party: Party) -> None:
    application = party.submitted()
    with pytest.raises(StateConflict):
        propose(party, application)


def test_one_reviewer_decides_where_the_rule_says_so(party: Party) -> None:
    application = party.reviewed()
    with override_settings(CLUSTERKIT={"DECISION_RULE": "coordinator_alone"}):
        assert propose(party, application).state == ApplicationState.APPROVED


def test_a_host_adds_a_rule(party: Party) -> None:
    def three(said: Any) -> Outcome:
        return Outcome(Verdict.APPROVE) if len(said) >= 3 else Outcome()

    rule = DecisionRule("three", "Three", needed=3, decide=three)
    decision_rules.register(rule)
    decision_rules.register(rule)
    with pytest.raises(ValueError, match="exists"):
        decision_rules.register(DecisionRule("three", "Other", needed=3, decide=three))
    third = UserFactory(tier=COORDINATOR)
    with override_settings(CLUSTERKIT={"DECISION_RULE": "three"}):
        application = confirm(party, propose(party, party.reviewed()))
        assert application.state == ApplicationState.UNDER_REVIEW
        with pytest.raises(Conflict, match="more people"):
            confirm(party, application)
        application = confirm_decision(application=application, verdict="approve", revision=1, actor=viewer_of(third))
    assert application.state == ApplicationState.APPROVED


def test_an_unknown_rule_is_told_at_start(party: Party) -> None:
    from clusterkit.membership.checks import check_decision_rule

    assert check_decision_rule(None) == []
    with override_settings(CLUSTERKIT={"DECISION_RULE": "dice"}):
        assert [problem.id for problem in check_decision_rule(None)] == ["clusterkit.E030"]
        with pytest.raises(LookupError):
            propose(party, party.reviewed())


def test_a_veto_refuses_and_leaves_no_trace(party: Party) -> None:
    application = propose(party, party.reviewed())
    with (
        hooks.before_decision.override(lambda changed: "The fee is not paid."),
        pytest.raises(Vetoed, match="fee"),
    ):
        confirm(party, application)
    application.refresh_from_db()
    assert application.state == ApplicationState.UNDER_REVIEW
    assert Opinion.objects.count() == 1
    assert not Membership.objects.exists()


def test_a_veto_that_crashes_refuses(party: Party) -> None:
    def crash(changed: Any) -> None:
        raise RuntimeError("accounting is down")

    application = propose(party, party.reviewed())
    with hooks.before_decision.override(crash), pytest.raises(Vetoed):
        confirm(party, application)
    assert not Membership.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_hooks_hear_of_it_after_the_commit() -> None:
    from tests.apps.membership.conftest import make_party

    party = make_party()
    heard: list[Any] = []
    with (
        hooks.application_submitted.override(heard.append),
        hooks.application_decided.override(heard.append),
        hooks.tier_changed.override(heard.append),
    ):
        confirm(party, propose(party, party.reviewed()))
    names = [getattr(item, "transition", None) and item.transition.name for item in heard]
    assert names == ["submit", None, "approve"]
    assert heard[1] == hooks.TierChanged(party.organisation.pk, "registered", "member")

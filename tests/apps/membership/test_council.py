"""The council votes: who is entitled, what counts, what follows, and the protocol that stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

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
from clusterkit.core.policies import policy_of, visible_to
from clusterkit.membership import actions, hooks
from clusterkit.membership.models import Application, Ballot, Membership, Protocol, Vote
from clusterkit.membership.rules import COUNCIL_QUALIFIED, COUNCIL_SIMPLE, Tally
from clusterkit.membership.selectors.council import roll
from clusterkit.membership.services import propose_decision, withdraw
from clusterkit.membership.services.council import (
    break_off,
    change_office_settings,
    change_seat,
    close_due,
    close_vote,
    give_seat,
    open_vote,
    vacate_seat,
)
from clusterkit.membership.services.council.protocols import digest_of
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import AffiliationFactory, OrganisationFactory
from tests.apps.membership.council import make_council, run_out

pytestmark = pytest.mark.django_db


def tally(entitled: int, in_favour: int, against: int, abstained: int = 0, **percents: int) -> Tally:
    return Tally(entitled, in_favour, against, abstained, percents.get("quorum", 50), percents.get("majority", 67))


@pytest.mark.parametrize(
    ("counted", "simple", "qualified"),
    [
        (tally(5, 3, 0), "approved", "approved"),
        (tally(5, 2, 1), "approved", "rejected"),
        (tally(6, 2, 1, majority=66), "approved", "approved"),
        (tally(5, 1, 2), "rejected", "rejected"),
        (tally(5, 1, 1, 1), "tied", "rejected"),
        (tally(5, 0, 0, 3), "tied", "tied"),
        (tally(5, 2, 0), "no_quorum", "no_quorum"),
        (tally(4, 2, 0), "approved", "approved"),
        (tally(0, 0, 0), "no_quorum", "no_quorum"),
        (tally(3, 1, 0, quorum=1), "approved", "approved"),
    ],
)
def test_what_the_rules_make_of_a_count(counted: Tally, simple: str, qualified: str) -> None:
    assert COUNCIL_SIMPLE.result(counted) == simple
    assert COUNCIL_QUALIFIED.result(counted) == qualified


def test_a_vote_approves_and_the_protocol_says_how() -> None:
    council = make_council("Alpha", "Beta", "Gamma")
    ballot = council.opened()
    application = ballot.application
    assert Application.objects.get().state == "in_vote"
    council.vote(ballot, "Alpha", "for", remark="  Good partner ")
    council.vote(ballot, "Beta", "against", deputy=True)
    council.vote(ballot, "Gamma", "for")
    closed = close_vote(ballot=ballot, actor=council.office)
    application.refresh_from_db()
    assert (closed.state, closed.result, application.state) == ("closed", "approved", "approved")
    assert Membership.objects.get(application=application).is_in_force
    protocol = Protocol.objects.get()
    assert protocol.display_number == f"1/{timezone.localdate().year}"
    assert protocol.content["tally"] | {"x": 0} == {
        "entitled": 3,
        "in_favour": 2,
        "against": 1,
        "abstained": 0,
        "quorum_percent": 50,
        "majority_percent": 67,
        "recused": 0,
        "absent": 0,
        "quorum": 2,
        "x": 0,
    }
    said = {
        line["organisation"]: (line["state"], line["as_deputy"], line["remark"]) for line in protocol.content["seats"]
    }
    assert said == {
        "Alpha": ("for", False, "Good partner"),
        "Beta": ("against", True, ""),
        "Gamma": ("for", False, ""),
    }
    assert protocol.digest == digest_of(protocol.content)


def test_a_protocol_never_changes() -> None:
    council = make_council("Alpha")
    ballot = council.opened()
    council.vote(ballot, "Alpha", "for")
    close_vote(ballot=ballot, actor=council.office)
    protocol = Protocol.objects.get()
    for change in (
        protocol.save,
        protocol.delete,
        Protocol.objects.all().delete,
        lambda: Protocol.objects.update(number=7),
        lambda: Protocol.objects.bulk_update([protocol], ["number"]),
    ):
        with pytest.raises(TypeError):
            change()
    before = dict(protocol.content)
    council.seats["Alpha"].organisation.short_name = {"en": "Renamed"}
    council.seats["Alpha"].organisation.save()
    assert Protocol.objects.get().content == before


def test_the_applicant_reads_why_the_council_rejected() -> None:
    council = make_council("Alpha", "Beta")
    ballot = council.opened()
    for name in ("Alpha", "Beta"):
        council.vote(ballot, name, "against")
    close_vote(ballot=ballot, actor=council.office, reason="Too early.")
    application = Application.objects.get()
    assert (application.state, application.decision_text) == ("rejected", "Too early.")
    assert application.may_reapply_on is not None
    assert application.may_reapply_on > timezone.localdate()


def test_without_a_reason_a_rejection_has_a_sentence_of_its_own() -> None:
    council = make_council("Alpha")
    ballot = council.opened()
    council.vote(ballot, "Alpha", "against")
    close_vote(ballot=ballot, actor=council.office)
    assert Application.objects.get().decision_text


@pytest.mark.parametrize(
    ("votes", "result"), [(["for", "against"], "tied"), ([], "no_quorum"), (["abstain"] * 2, "tied")]
)
def test_a_tie_and_a_missing_quorum_decide_nothing(votes: list[str], result: str) -> None:
    council = make_council("Alpha", "Beta")
    ballot = council.opened()
    for name, choice in zip(council.seats, votes, strict=False):
        council.vote(ballot, name, choice)
    closed = close_vote(ballot=run_out(ballot), actor=council.office)
    application = Application.objects.get()
    assert (closed.result, application.state) == (result, "under_review")
    assert Protocol.objects.get().content["result"] == result
    second = open_vote(application=application, actor=council.office)
    assert Ballot.objects.filter(state="open").get() == second


def test_it_is_closed_when_all_have_voted_or_the_time_is_over() -> None:
    council = make_council("Alpha", "Beta")
    ballot = council.opened()
    council.vote(ballot, "Alpha", "for")
    with pytest.raises(Conflict) as refused:
        close_vote(ballot=ballot, actor=council.office)
    assert refused.value.details == {"silent": ["Beta"]}
    council.vote(ballot, "Beta", "for")
    assert close_vote(ballot=ballot, actor=council.office).result == "approved"
    with pytest.raises(StateConflict):
        close_vote(ballot=ballot, actor=council.office)


def test_the_clock_closes_what_is_due_and_only_that() -> None:
    council = make_council("Alpha")
    ballot = council.opened()
    council.vote(ballot, "Alpha", "for")
    assert close_due() == 0
    run_out(ballot)
    assert close_due() == 1
    assert close_due() == 0
    assert Application.objects.get().state == "approved"


def test_a_late_vote_is_refused_before_anybody_closed() -> None:
    council = make_council("Alpha")
    ballot = run_out(council.opened())
    with pytest.raises(StateConflict):
        council.vote(ballot, "Alpha", "for")
    assert not Vote.objects.exists()


def test_a_changed_vote_stays_on_record_and_counts_once() -> None:
    council = make_council("Alpha", "Beta")
    ballot = council.opened()
    council.vote(ballot, "Alpha", "for")
    council.vote(ballot, "Alpha", "against")
    council.vote(ballot, "Beta", "against")
    assert close_vote(ballot=ballot, actor=council.office).tally["in_favour"] == 0
    assert Vote.objects.filter(void_at__isnull=False).count() == 1


def test_the_representative_stands_before_the_deputy() -> None:
    council = make_council("Alpha")
    ballot = council.opened()
    council.vote(ballot, "Alpha", "against", deputy=True)
    council.vote(ballot, "Alpha", "for")
    with pytest.raises(StateConflict):
        council.vote(ballot, "Alpha", "against", deputy=True)
    assert [vote.choice for vote in Vote.objects.filter(void_at__isnull=True)] == ["for"]


def test_recused_seats_leave_quorum_and_count() -> None:
    council = make_council("Alpha", "Beta", "Gamma", quorum_percent=100)
    AffiliationFactory(organisation=council.party.organisation, user=council.people["Gamma"])
    AffiliationFactory(organisation=council.party.organisation, user=council.deputies["Gamma"])
    AffiliationFactory(organisation=council.party.organisation, user=council.people["Beta"])
    ballot = council.opened()
    for name in ("Gamma", "Beta"):
        with pytest.raises((NotPermitted, NotVisible)):
            council.vote(ballot, name, "for")
    council.vote(ballot, "Alpha", "for")
    council.vote(ballot, "Beta", "for", deputy=True)
    closed = close_vote(ballot=ballot, actor=council.office)
    assert (closed.result, closed.tally["entitled"], closed.tally["recused"]) == ("approved", 2, 1)
    states = {line["organisation"]: line["state"] for line in Protocol.objects.get().content["seats"]}
    assert states == {"Alpha": "for", "Beta": "for", "Gamma": "recused"}


def test_joining_the_applicant_before_the_close_voids_the_vote() -> None:
    council = make_council("Alpha", "Beta")
    ballot = council.opened()
    council.vote(ballot, "Alpha", "for")
    council.vote(ballot, "Beta", "against")
    AffiliationFactory(organisation=council.party.organisation, user=council.people["Beta"])
    closed = close_vote(ballot=run_out(ballot), actor=council.office)
    assert (closed.tally["in_favour"], closed.tally["against"], closed.result) == (1, 0, "approved")
    void = Vote.objects.get(void_at__isnull=False)
    assert void.seat == council.seats["Beta"]
    assert void.void_reason


def test_whoever_lost_the_seat_or_the_membership_has_no_voice() -> None:
    council = make_council("Alpha", "Beta", "Gamma")
    ballot = council.opened()
    Membership.objects.filter(organisation=council.seats["Beta"].organisation).update(revoked_on=timezone.localdate())
    vacate_seat(seat=council.seats["Gamma"], actor=council.office)
    for name in ("Beta", "Gamma"):
        with pytest.raises((NotPermitted, NotVisible)):
            council.vote(ballot, name, "for")
    assert [row.seat.pk for row in roll(ballot)] == [council.seats["Alpha"].pk]


def test_a_stranger_votes_for_no_seat_and_learns_of_no_vote() -> None:
    council = make_council("Alpha", "Beta")
    ballot = council.opened()
    stranger = council.party.viewer("stranger")
    applicant = council.party.viewer("applicant")
    beta = viewer_of(council.people["Beta"])
    for actor in (stranger, applicant):
        assert not policy_of(Ballot).can(actor, actions.VIEW_BALLOT, ballot)
        assert not visible_to(actor, Ballot.objects.all()).exists()
    assert visible_to(beta, Ballot.objects.all()).get() == ballot
    assert visible_to(beta, Application.objects.all()).get() == ballot.application
    council.people["Alpha"], council.people["Beta"] = council.people["Beta"], council.people["Alpha"]
    with pytest.raises(NotPermitted):
        council.vote(ballot, "Alpha", "for")


def test_votes_of_others_are_secret_until_the_close() -> None:
    council = make_council("Alpha", "Beta")
    ballot = council.opened()
    council.vote(ballot, "Alpha", "for")
    beta = viewer_of(council.people["Beta"])
    assert not visible_to(beta, Vote.objects.all()).exists()
    assert not visible_to(council.office, Vote.objects.all()).exists()
    assert visible_to(viewer_of(council.people["Alpha"]), Vote.objects.all()).count() == 1
    close_vote(ballot=run_out(ballot), actor=council.office)
    assert visible_to(beta, Vote.objects.all()).count() == 1


def test_wrong_input_is_refused_in_words() -> None:
    council = make_council("Alpha")
    ballot = council.opened()
    with pytest.raises(InvalidInput):
        council.vote(ballot, "Alpha", "perhaps")
    with pytest.raises(StaleVersion):
        council.vote(ballot, "Alpha", "for", revision=7)
    council.vote(ballot, "Alpha", "for", revision=1)
    with pytest.raises(InvalidInput):
        close_vote(ballot=ballot, actor=council.office, reason="x" * 4001)
    with pytest.raises(StaleVersion):
        close_vote(ballot=ballot, actor=council.office, expected_version=9)


def test_where_reviewers_decide_there_is_no_vote_and_the_other_way_round() -> None:
    council = make_council("Alpha", rule="four_eyes")
    application = council.party.reviewed()
    with pytest.raises(Conflict):
        open_vote(application=application, actor=council.office)
    change_office_settings(values={"decision_rule": "council_simple"}, actor=council.office)
    with pytest.raises(Conflict):
        propose_decision(application=application, verdict="approve", revision=1, actor=council.office)
    assert open_vote(application=application, actor=council.office).rule == "council_simple"


def test_no_vote_without_an_entitled_seat_or_with_an_end_that_is_past() -> None:
    council = make_council()
    application = council.party.reviewed()
    with pytest.raises(Conflict):
        open_vote(application=application, actor=council.office)
    council.seat("Alpha")
    with pytest.raises(InvalidInput):
        open_vote(application=application, actor=council.office, closes_at=timezone.now() - timedelta(seconds=1))
    assert Application.objects.get().state == "under_review"


def test_withdrawing_and_breaking_off_end_the_ballot_without_a_result() -> None:
    council = make_council("Alpha")
    ballot = council.opened()
    council.vote(ballot, "Alpha", "for")
    application = break_off(application=ballot.application, actor=council.office, reason="A document is missing.")
    assert (application.state, Ballot.objects.get().state) == ("under_review", "void")
    with pytest.raises(StateConflict):
        council.vote(ballot, "Alpha", "against")
    again = open_vote(application=application, actor=council.office)
    assert withdraw(application=application, actor=council.party.viewer("applicant")).state == "withdrawn"
    again.refresh_from_db()
    assert again.state == "void"
    assert not Protocol.objects.exists()


def test_a_hook_that_refuses_leaves_the_vote_open(monkeypatch: pytest.MonkeyPatch) -> None:
    council = make_council("Alpha")
    ballot = council.opened()
    council.vote(ballot, "Alpha", "for")

    def broken(payload: Any) -> str | None:
        raise RuntimeError("the register does not answer")

    with hooks.before_decision.override(broken), pytest.raises(Vetoed):
        close_vote(ballot=ballot, actor=council.office)
    assert Ballot.objects.get().state == "open"
    assert not Protocol.objects.exists()
    assert not Membership.objects.filter(application__isnull=False).exists()
    assert close_vote(ballot=ballot, actor=council.office).result == "approved"


def test_the_chair_closes_and_other_seats_do_not() -> None:
    council = make_council("Alpha", "Beta")
    ballot = council.opened()
    for name in ("Alpha", "Beta"):
        council.vote(ballot, name, "for")
    with pytest.raises(NotPermitted):
        close_vote(ballot=ballot, actor=viewer_of(council.people["Beta"]))
    closed = close_vote(ballot=ballot, actor=viewer_of(council.people["Alpha"]))
    assert closed.result == "approved"
    assert Protocol.objects.get().content["closed_by"] == "Rita Alpha"


def test_numbers_follow_each_other() -> None:
    numbers = []
    council = make_council("Alpha")
    application = council.party.reviewed()
    for _round in range(3):
        ballot = open_vote(application=application, actor=council.office)
        close_vote(ballot=run_out(ballot), actor=council.office)
        numbers.append(Protocol.objects.latest("pk").number)
    assert numbers == [1, 2, 3]


def test_seats_belong_to_members_and_their_people() -> None:
    council = make_council("Alpha")
    alpha = council.seats["Alpha"]
    with pytest.raises(Conflict):
        give_seat(
            organisation=OrganisationFactory(), representative_id=council.people["Alpha"].pk, actor=council.office
        )
    with pytest.raises(Conflict):
        give_seat(organisation=alpha.organisation, representative_id=council.people["Alpha"].pk, actor=council.office)
    for fields in (
        {"representative_id": UserFactory().pk},
        {"representative_id": council.people["Alpha"].pk, "deputy_id": UserFactory().pk},
        {"representative_id": council.people["Alpha"].pk, "deputy_id": council.people["Alpha"].pk},
        {"representative_id": council.people["Alpha"].pk, "ends_on": alpha.starts_on - timedelta(days=1)},
    ):
        with pytest.raises(InvalidInput):
            change_seat(seat=alpha, actor=council.office, **fields)
    with pytest.raises(NotPermitted):
        vacate_seat(seat=alpha, actor=viewer_of(council.people["Alpha"]))
    with pytest.raises(StaleVersion):
        vacate_seat(seat=alpha, actor=council.office, expected_version=9)
    vacate_seat(seat=alpha, actor=council.office, reason="Left")
    with pytest.raises(StateConflict):
        vacate_seat(seat=alpha, actor=council.office)


def test_there_is_one_chair() -> None:
    council = make_council("Alpha", "Beta")
    beta = council.seats["Beta"]
    change_seat(seat=beta, actor=council.office, representative_id=council.people["Beta"].pk, is_chair=True)
    council.seats["Alpha"].refresh_from_db()
    beta.refresh_from_db()
    assert (council.seats["Alpha"].is_chair, beta.is_chair) == (False, True)


def test_an_expired_seat_makes_room() -> None:
    council = make_council("Alpha")
    alpha = council.seats["Alpha"]
    yesterday = timezone.localdate() - timedelta(days=1)
    type(alpha).objects.filter(pk=alpha.pk).update(starts_on=yesterday, ends_on=yesterday)
    new = give_seat(organisation=alpha.organisation, representative_id=council.people["Alpha"].pk, actor=council.office)
    alpha.refresh_from_db()
    assert (alpha.vacated_on, new.vacated_on) == (timezone.localdate(), None)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"decision_rule": "coin"}, "decision_rule"),
        ({"quorum_percent": 0}, "quorum_percent"),
        ({"quorum_percent": 101}, "quorum_percent"),
        ({"majority_percent": 49}, "majority_percent"),
        ({"voting_days": 0}, "voting_days"),
    ],
)
def test_settings_out_of_bounds_are_refused(values: dict[str, Any], field: str) -> None:
    council = make_council()
    with pytest.raises(InvalidInput) as refused:
        change_office_settings(values=values, actor=council.office)
    assert refused.value.field == field


def test_a_vote_under_way_keeps_its_rules() -> None:
    council = make_council("Alpha", "Beta", "Gamma")
    ballot = council.opened()
    change_office_settings(
        values={"quorum_percent": 100, "decision_rule": "four_eyes"}, actor=council.office, expected_version=1
    )
    council.vote(ballot, "Alpha", "for")
    council.vote(ballot, "Beta", "for")
    assert close_vote(ballot=run_out(ballot), actor=council.office).result == "approved"
    with pytest.raises(StaleVersion):
        change_office_settings(values={"quorum_percent": 10}, actor=council.office, expected_version=1)
    with pytest.raises(NotPermitted):
        change_office_settings(values={"quorum_percent": 10}, actor=council.party.viewer("stranger"))

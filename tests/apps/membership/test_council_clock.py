"""What time does to votes and seats, who hears of it, and meetings of the council."""

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
)
from clusterkit.core.policies import policy_of
from clusterkit.core.surfaces import ViewerPayload
from clusterkit.directory.models import Affiliation
from clusterkit.membership import actions, council_receivers, hooks
from clusterkit.membership.models import Application, Ballot, Membership, Protocol, Vote
from clusterkit.membership.selectors.council import roll
from clusterkit.membership.services import resign, revoke
from clusterkit.membership.services.council import (
    break_off,
    close_vote,
    end_meeting,
    open_vote,
    plan_meeting,
    put_on_agenda,
    remind_of_votes,
    start_meeting,
)
from clusterkit.notifications.models import Notification
from clusterkit.tenancy.context import current_cluster
from clusterkit.tenancy.hooks import WorkerTick
from clusterkit.testing.factories.directory import AffiliationFactory
from tests.apps.membership.council import make_council, run_out

pytestmark = pytest.mark.django_db


def test_votes_are_policed_by_the_seat_that_gave_them() -> None:
    council = make_council("Alpha", "Beta")
    ballot = council.opened()
    vote = council.vote(ballot, "Alpha", "for")
    alpha, beta = viewer_of(council.people["Alpha"]), viewer_of(council.people["Beta"])
    policy = policy_of(Vote)
    assert [policy.can(actor, actions.VIEW_BALLOT, vote) for actor in (alpha, beta, council.office)] == [
        True,
        False,
        False,
    ]
    assert not policy.can(alpha, actions.CAST, vote)
    close_vote(ballot=run_out(ballot), actor=council.office)
    vote.refresh_from_db()
    assert policy.can(beta, actions.VIEW_BALLOT, Vote.objects.get())
    protocol = Protocol.objects.get()
    assert policy_of(Protocol).can(beta, actions.VIEW_BALLOT, protocol)
    assert not policy_of(Protocol).can(council.office, actions.CLOSE_VOTE, protocol)
    assert not policy_of(Protocol).can(council.party.viewer("applicant"), actions.VIEW_BALLOT, protocol)


def told(kind: str) -> list[str]:
    return sorted(Notification.objects.filter(kind=kind).values_list("recipient__name", flat=True))


def test_silent_seats_are_reminded_once_before_the_end() -> None:
    council = make_council("Alpha", "Beta", "Gamma")
    AffiliationFactory(organisation=council.party.organisation, user=council.deputies["Gamma"])
    ballot = council.opened()
    council.vote(ballot, "Alpha", "for")
    assert remind_of_votes() == 0
    near = ballot.closes_at - timedelta(days=1)
    assert remind_of_votes(now=near) == 2
    remind_of_votes(now=near + timedelta(hours=1))
    assert told("membership.vote_ending") == ["Dina Beta", "Rita Beta", "Rita Gamma"]
    assert remind_of_votes(now=ballot.closes_at) == 0


def test_a_short_vote_is_reminded_of_at_half_its_time() -> None:
    council = make_council("Alpha")
    ballot = council.opened(closes_at=timezone.now() + timedelta(hours=4))
    assert remind_of_votes(now=ballot.opened_at + timedelta(hours=1)) == 0
    assert remind_of_votes(now=ballot.opened_at + timedelta(hours=3)) == 1


def test_everybody_hears_what_concerns_him() -> None:
    council = make_council("Alpha")
    ballot = council.opened()
    council.vote(ballot, "Alpha", "against")
    close_vote(ballot=ballot, actor=council.office)
    assert told("membership.vote_opened") == told("membership.vote_closed") == ["Dina Alpha", "Rita Alpha"]
    assert told("membership.in_vote") == told("membership.rejected") == ["Anna Applicant"]
    assert told("membership.seat_changed") == ["Dina Alpha", "Rita Alpha"]


def test_the_clock_closes_reminds_and_leaves_to_the_office_what_a_hook_refuses() -> None:
    council = make_council("Alpha")
    ballot = council.opened()
    council.vote(ballot, "Alpha", "for")
    run_out(ballot)
    tick = WorkerTick(current_cluster(), timezone.now())
    with hooks.before_decision.override(lambda changed: "The fee is not paid."):
        council_receivers.tick(tick)
    tasks = council_receivers.office_tasks(ViewerPayload(council.office))
    assert [task.url for task in tasks] == [ballot.get_absolute_url()]
    council_receivers.tick(tick)
    assert not council_receivers.office_tasks(ViewerPayload(council.office))
    assert not council_receivers.office_tasks(ViewerPayload(council.party.viewer("stranger")))
    assert Application.objects.get().state == "approved"


def test_a_seat_has_its_votes_as_tasks_until_it_voted(django_assert_num_queries: Any) -> None:
    council = make_council("Alpha", "Beta")
    ballot = council.opened()

    def tasks(user: Any) -> list[str]:
        return [task.url for task in council_receivers.tasks(ViewerPayload(viewer_of(user)))]

    assert tasks(council.people["Alpha"]) == tasks(council.deputies["Alpha"]) == [ballot.get_absolute_url()]
    council.vote(ballot, "Alpha", "for")
    assert tasks(council.people["Alpha"]) == []
    assert tasks(council.people["Beta"]) == [ballot.get_absolute_url()]
    AffiliationFactory(organisation=council.party.organisation, user=council.people["Beta"])
    assert tasks(council.people["Beta"]) == []
    stranger = ViewerPayload(council.party.viewer("stranger"))
    seated, office = ViewerPayload(viewer_of(council.people["Alpha"])), ViewerPayload(council.office)
    with django_assert_num_queries(0):
        assert council_receivers.tasks(stranger) == []
        entries = [council_receivers.account(payload) for payload in (stranger, seated, office)]
    assert [len(found) for found in entries] == [0, 1, 1]


@pytest.mark.parametrize("ends", [resign, revoke])
def test_whoever_leaves_the_cluster_gives_the_seat_up(ends: Any) -> None:
    council = make_council("Alpha", "Beta")
    ballot = council.opened()
    council.vote(ballot, "Beta", "for")
    seat = council.seats["Beta"]
    term = Membership.objects.get(organisation=seat.organisation)
    ends(membership=term, reason="It is over", actor=council.office)
    seat.refresh_from_db()
    assert seat.vacated_on == timezone.localdate()
    assert [row.seat.pk for row in roll(ballot)] == [council.seats["Alpha"].pk]


def test_whoever_leaves_the_organisation_has_no_voice_at_once() -> None:
    council = make_council("Alpha")
    ballot = council.opened()
    Affiliation.objects.filter(user=council.people["Alpha"]).update(state="ended")
    assert viewer_of(council.people["Alpha"]).posts == {}
    with pytest.raises((NotPermitted, NotVisible)):
        council.vote(ballot, "Alpha", "for")


def test_meetings_are_planned_and_led_by_the_office() -> None:
    council = make_council("Alpha")
    with pytest.raises(InvalidInput):
        plan_meeting(title=" ", starts_at=timezone.now(), actor=council.office)
    with pytest.raises(NotPermitted):
        plan_meeting(title="June", starts_at=timezone.now(), actor=viewer_of(council.people["Alpha"]))
    meeting = plan_meeting(title="June", starts_at=timezone.now(), actor=council.office)
    ballot = council.opened(meeting=meeting)
    ended = end_meeting(meeting=start_meeting(meeting=meeting, actor=council.office), actor=council.office)
    assert ended.state == "ended"
    assert Ballot.objects.get().state == "open"
    with pytest.raises(Conflict):
        put_on_agenda(ballot=ballot, meeting=meeting, actor=council.office)
    break_off(application=ballot.application, reason="Later", actor=council.office)
    with pytest.raises(Conflict):
        open_vote(application=ballot.application, meeting=meeting, actor=council.office)
    with pytest.raises(Conflict):
        put_on_agenda(ballot=ballot, meeting=None, actor=council.office)

"""The ways of an application, of a vote and of a meeting, as the rules of the cluster draw them."""

from __future__ import annotations

import pytest

from clusterkit.core.transitions import Machine
from clusterkit.membership.models import Application, Ballot, Meeting
from clusterkit.membership.transitions import BALLOTS, MACHINE, MEETINGS
from tests.apps.transition_table import coded, drawn, left, not_translated

# Withdrawn is possible until it is decided. What a side has to explain to the other one asks for a reason.
APPLICATION = """
submit         draft        -> submitted     by submit
take_up        submitted    -> under_review  by take_up
request_info   under_review -> needs_info    by request_info  with reason
resubmit       needs_info   -> under_review  by resubmit
open_vote      under_review -> in_vote       by open_vote
break_off      in_vote      -> under_review  by break_off     with reason
no_decision    in_vote      -> under_review  by close_vote
vote_approved  in_vote      -> approved      by close_vote
vote_rejected  in_vote      -> rejected      by close_vote    with reason
approve        under_review -> approved      by approve
reject         under_review -> rejected      by reject        with reason
withdraw       draft|submitted|under_review|needs_info|in_vote -> withdrawn by withdraw
expire         needs_info   -> expired       by expire
"""
BALLOT = """
close  open -> closed  by close_vote
void   open -> void    by break_off
"""
MEETING = """
start   planned -> running    by meet
end     running -> ended      by meet
cancel  planned -> cancelled  by meet
"""

MACHINES = [
    pytest.param(MACHINE, APPLICATION, id="application"),
    pytest.param(BALLOTS, BALLOT, id="ballot"),
    pytest.param(MEETINGS, MEETING, id="meeting"),
]


@pytest.mark.parametrize(("machine", "picture"), MACHINES)
def test_the_machine_is_the_one_that_is_drawn(machine: Machine, picture: str) -> None:
    assert coded(machine, "membership") == drawn(picture)


@pytest.mark.parametrize(("machine", "_picture"), MACHINES)
def test_buttons_are_labelled_in_russian_and_belarusian(machine: Machine, _picture: str) -> None:
    assert not_translated(machine) == []


def test_what_is_decided_stays() -> None:
    assert left(MACHINE, ("approved", "rejected", "withdrawn", "expired")) == []
    assert left(BALLOTS, ("closed", "void")) == []
    assert left(MEETINGS, ("ended", "cancelled")) == []


def test_everything_begins_where_its_way_begins() -> None:
    assert (Application().state, Ballot().state, Meeting().state) == ("draft", "open", "planned")

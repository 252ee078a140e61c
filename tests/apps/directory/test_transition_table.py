"""The ways of an affiliation and of a claim of a mail domain, as the rules of the cluster draw them."""

from __future__ import annotations

import pytest

from clusterkit.core.transitions import Machine
from clusterkit.directory.models import Affiliation, DomainClaim
from clusterkit.directory.transitions import AFFILIATION, DOMAIN_CLAIM
from tests.apps.transition_table import coded, drawn, left, not_translated

# Who is turned down reads why; who takes his own request back, or ends what was confirmed, need not explain it.
OF_AFFILIATION = """
confirm   requested -> confirmed  by confirm_affiliation
admit     requested -> confirmed  by join_by_address
decline   requested -> declined   by decline_affiliation   with reason
withdraw  requested -> ended      by withdraw_affiliation
end       confirmed -> ended      by end_affiliation
"""
OF_DOMAIN = """
prove    waiting                    -> confirmed  by prove_domain
dispute  waiting                    -> disputed   by prove_domain
settle   waiting|disputed           -> confirmed  by settle_domain_claim
decline  waiting|disputed           -> declined   by settle_domain_claim  with reason
end      waiting|disputed|confirmed -> ended      by end_domain_claim
"""

MACHINES = [
    pytest.param(AFFILIATION, OF_AFFILIATION, id="affiliation"),
    pytest.param(DOMAIN_CLAIM, OF_DOMAIN, id="mail domain"),
]


@pytest.mark.parametrize(("machine", "picture"), MACHINES)
def test_the_machine_is_the_one_that_is_drawn(machine: Machine, picture: str) -> None:
    assert coded(machine, "directory") == drawn(picture)


@pytest.mark.parametrize(("machine", "_picture"), MACHINES)
def test_buttons_are_labelled_in_russian_and_belarusian(machine: Machine, _picture: str) -> None:
    assert not_translated(machine) == []


def test_what_was_declined_or_ended_stays() -> None:
    for machine in (AFFILIATION, DOMAIN_CLAIM):
        assert left(machine, ("declined", "ended")) == []


def test_everything_begins_where_its_way_begins() -> None:
    assert (Affiliation().state, DomainClaim().state) == ("requested", "waiting")

"""How a council of three decides on applications for membership."""

from __future__ import annotations

from collections.abc import Sequence

from clusterkit.membership.enums import Verdict
from clusterkit.membership.rules import Outcome, Said

NEEDED = 2


def majority_of_three(said: Sequence[Said]) -> Outcome:
    """Two of three who agree have decided, whatever the third says."""
    approving = sum(item.verdict == Verdict.APPROVE for item in said)
    rejecting = len(said) - approving
    if approving >= NEEDED:
        return Outcome(Verdict.APPROVE)
    if rejecting >= NEEDED:
        return Outcome(Verdict.REJECT)
    return Outcome(is_contested=approving > 0 and rejecting > 0)

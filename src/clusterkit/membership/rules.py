"""How an application is decided: by reviewers who agree, or by a vote of the council.

A deployment names the rule by ``CLUSTERKIT["DECISION_RULE"]``; the office of a cluster may choose another one of those
registered. A host adds its own in ``clusterkit_hooks.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.core.conf import conf
from clusterkit.membership.enums import BallotResult, Verdict


@dataclass(frozen=True)
class Said:
    """A reviewer's verdict on the revision in question. A person appears once."""

    reviewer_id: int
    verdict: Verdict


@dataclass(frozen=True)
class Outcome:
    """What the rule makes of the verdicts: decided, contested (they differ), or neither: it waits for more."""

    verdict: Verdict | None = None
    is_contested: bool = False


@dataclass(frozen=True)
class DecisionRule:
    """A way for reviewers to decide. ``needed`` is the number of people, for the page; ``decide`` counts the verdicts."""

    code: str
    label: str | Promise
    needed: int
    decide: Callable[[Sequence[Said]], Outcome]


@dataclass(frozen=True)
class Tally:
    """What a vote of the council counted. Recused seats are in none of the numbers.

    ``entitled`` seats might vote; ``cast`` of them did: ``in_favour``, ``against`` or, the rest, abstained. The percents are
    those that were in force when the vote was opened.
    """

    entitled: int
    in_favour: int
    against: int
    abstained: int
    quorum_percent: int
    majority_percent: int

    @property
    def cast(self) -> int:
        """How many entitled seats voted."""
        return self.in_favour + self.against + self.abstained

    @property
    def quorum(self) -> int:
        """So many seats have to vote, one at least: the percentage of the entitled, rounded up."""
        return max(1, -(-self.entitled * self.quorum_percent // 100))

    @property
    def has_quorum(self) -> bool:
        """Whether enough voted."""
        return self.entitled > 0 and self.cast >= self.quorum


@dataclass(frozen=True)
class CouncilRule:
    """A way for the council to decide. ``count`` turns a tally that has its quorum into a result."""

    code: str
    label: str | Promise
    count: Callable[[Tally], BallotResult]

    def result(self, tally: Tally) -> BallotResult:
        """What the vote decided; ``NO_QUORUM`` before anything is counted."""
        return self.count(tally) if tally.has_quorum else BallotResult.NO_QUORUM


Rule = DecisionRule | CouncilRule
R = TypeVar("R", DecisionRule, CouncilRule)


class DecisionRules:
    """The registry of rules of both sorts."""

    def __init__(self) -> None:
        self._rules: dict[str, Rule] = {}

    def register(self, rule: R) -> R:
        """Add a rule. Raises ``ValueError`` when its code is taken by another."""
        if self._rules.get(rule.code, rule) != rule:
            raise ValueError(f"The decision rule {rule.code!r} exists already")
        self._rules[rule.code] = rule
        return rule

    def get(self, code: str) -> Rule | None:
        """The rule of this code, or None."""
        return self._rules.get(code)

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules.values())

    def in_force(self, chosen: str = "") -> Rule:
        """The rule that a cluster has *chosen*, else the deployment's.

        A choice that is registered no more falls back to the deployment's. Raises ``LookupError`` for a setting that
        names none (a system check says so first).
        """
        rule = self._rules.get(chosen) or self._rules.get(conf.DECISION_RULE)
        if rule is None:
            raise LookupError(f"There is no decision rule {conf.DECISION_RULE!r}")
        return rule


def _unanimous(needed: int) -> Callable[[Sequence[Said]], Outcome]:
    def decide(said: Sequence[Said]) -> Outcome:
        verdicts = {item.verdict for item in said}
        if len(verdicts) > 1:
            return Outcome(is_contested=True)
        if len({item.reviewer_id for item in said}) >= needed:
            return Outcome(next(iter(verdicts)))
        return Outcome()

    return decide


def _more_for_than_against(tally: Tally) -> BallotResult:
    if tally.in_favour == tally.against:
        return BallotResult.TIED
    return BallotResult.APPROVED if tally.in_favour > tally.against else BallotResult.REJECTED


def _qualified(tally: Tally) -> BallotResult:
    decided = tally.in_favour + tally.against
    if decided == 0:
        return BallotResult.TIED
    enough = tally.in_favour * 100 >= decided * tally.majority_percent
    return BallotResult.APPROVED if enough else BallotResult.REJECTED


decision_rules = DecisionRules()
FOUR_EYES = decision_rules.register(
    DecisionRule("four_eyes", _("Two reviewers agree"), needed=2, decide=_unanimous(2)),
)
COORDINATOR_ALONE = decision_rules.register(
    DecisionRule("coordinator_alone", _("One reviewer decides"), needed=1, decide=_unanimous(1)),
)
COUNCIL_SIMPLE = decision_rules.register(
    CouncilRule("council_simple", _("The council votes: more for than against"), _more_for_than_against),
)
COUNCIL_QUALIFIED = decision_rules.register(
    CouncilRule(
        "council_qualified", _("The council votes: a qualified majority of the votes for and against"), _qualified
    ),
)

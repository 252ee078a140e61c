"""How an application is decided: rules that a cluster's deployment chooses by ``CLUSTERKIT["DECISION_RULE"]``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.core.conf import conf
from clusterkit.membership.enums import Verdict


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
    """A way to decide. ``needed`` is the number of people, for the page; ``decide`` counts the verdicts."""

    code: str
    label: str | Promise
    needed: int
    decide: Callable[[Sequence[Said]], Outcome]


class DecisionRules:
    """The registry of rules; a host adds its own in ``clusterkit_hooks.py``."""

    def __init__(self) -> None:
        self._rules: dict[str, DecisionRule] = {}

    def register(self, rule: DecisionRule) -> DecisionRule:
        """Add a rule. Raises ``ValueError`` when its code is taken by another."""
        if self._rules.get(rule.code, rule) != rule:
            raise ValueError(f"The decision rule {rule.code!r} exists already")
        self._rules[rule.code] = rule
        return rule

    def get(self, code: str) -> DecisionRule | None:
        """The rule of this code, or None."""
        return self._rules.get(code)

    @property
    def current(self) -> DecisionRule:
        """The rule in force. Raises ``LookupError`` for a setting that names none (a system check says so first)."""
        rule = self._rules.get(conf.DECISION_RULE)
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


decision_rules = DecisionRules()
FOUR_EYES = decision_rules.register(
    DecisionRule("four_eyes", _("Two reviewers agree"), needed=2, decide=_unanimous(2)),
)
COORDINATOR_ALONE = decision_rules.register(
    DecisionRule("coordinator_alone", _("One reviewer decides"), needed=1, decide=_unanimous(1)),
)

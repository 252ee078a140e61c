"""What a cluster asks of the whole of its members: so many of them, of so many types.

The office sets the numbers; a host adds rules of its own in ``clusterkit_hooks.py``. A rule only counts: whoever comes
to know of a breach and when is said in ``services/composition.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from clusterkit.membership.models import OfficeSettings

HORIZON_DAYS: Final = 60
"""So many days ahead a breach is foreseen from the ends of terms."""


@dataclass(frozen=True)
class MemberOrganisation:
    """An organisation whose membership is in force on the day in question. It appears once."""

    organisation_id: int
    kind: str
    country: str
    region: str
    size: str
    is_founder: bool
    level: str


@dataclass(frozen=True)
class CompositionRule:
    """``needed`` reads from the office's settings how many there must be, 0 for no demand; ``count`` how many there are.

    Both are plain functions: ``count`` is asked for several days and for members that may leave, so it asks the database
    nothing.
    """

    code: str
    label: str | Promise
    needed: Callable[[OfficeSettings], int]
    count: Callable[[Sequence[MemberOrganisation]], int]


class CompositionRules:
    """The registry of rules."""

    def __init__(self) -> None:
        self._rules: dict[str, CompositionRule] = {}

    def register(self, rule: CompositionRule) -> CompositionRule:
        """Add a rule. Raises ``ValueError`` when its code is taken by another."""
        if self._rules.get(rule.code, rule) != rule:
            raise ValueError(f"The composition rule {rule.code!r} exists already")
        self._rules[rule.code] = rule
        return rule

    def unregister(self, code: str) -> None:
        """Take a rule out, one of ours too."""
        self._rules.pop(code, None)

    def get(self, code: str) -> CompositionRule | None:
        """The rule of this code, or None."""
        return self._rules.get(code)

    def __iter__(self) -> Iterator[CompositionRule]:
        return iter(self._rules.values())


@dataclass(frozen=True)
class RuleState:
    """How a rule stands: ``counted`` today; ``breaks_on`` is the first day ahead on which it fails, with ``left`` then."""

    rule: CompositionRule
    needed: int
    counted: int
    breaks_on: date | None = None
    left: int = 0

    @property
    def is_broken(self) -> bool:
        """Whether there are too few today."""
        return self.counted < self.needed

    @property
    def is_coming(self) -> bool:
        """Whether there are enough today, and too few soon if nothing is done."""
        return self.breaks_on is not None and not self.is_broken

    @property
    def is_kept(self) -> bool:
        """Whether there are enough for as long as one looks ahead."""
        return not self.is_broken and self.breaks_on is None


composition_rules = CompositionRules()
MEMBERS = composition_rules.register(
    CompositionRule("members", _("Members"), lambda settings: settings.min_members, len),
)
TYPES = composition_rules.register(
    CompositionRule(
        "types",
        _("Types of organisations"),
        lambda settings: settings.min_types,
        lambda members: len({member.kind for member in members}),
    ),
)

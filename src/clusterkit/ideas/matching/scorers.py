"""How it is measured what fits to what: the shapes that a scorer gets and gives, and the registry of scorers.

A deployment names the scorer by ``CLUSTERKIT["MATCHING_SCORER"]``. A host adds its own in ``clusterkit_hooks.py``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from django.utils.functional import Promise

from clusterkit.core.conf import conf
from clusterkit.ideas.matching.text import runs

ORGANISATION: Final = "organisation"
FULL: Final = 100


@dataclass(frozen=True, eq=False)
class Passage:
    """A piece of text. ``words`` weighs each stem by where it stands, ``shown`` has the word as it was written."""

    words: Mapping[str, float]
    shown: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def by_run(self) -> Mapping[str, Sequence[str]]:
        """The stems by the runs of letters in them: those of one family share one."""
        found: dict[str, list[str]] = defaultdict(list)
        for stem in self.words:
            for run in runs(stem):
                found[run].append(stem)
        return found


@dataclass(frozen=True)
class Subject:
    """One side of a comparison: an item by its text, or an organisation by what it can do.

    ``kind`` is the code of the item's kind or "organisation", ``pk`` the key of ``source``, ``owner`` that of the organisation. ``sectors`` are codes, ``tags``
    have their stems. An item has one passage, an organisation one for each capability and product.
    """

    kind: str
    pk: int
    owner: int = 0
    sectors: frozenset[str] = frozenset()
    tags: Mapping[str, frozenset[str]] = field(default_factory=dict)
    passages: Sequence[Passage] = ()
    source: Any = None


@dataclass(frozen=True)
class Weighing:
    """What counts how much: ``weights`` of the attributes (setting MATCHING_WEIGHTS), ``rarity`` of stems from 0 (everywhere)
    to 1 (rare; also what is not listed), and ``leanings``, by which the owner's "does not fit" damped a value (1 where not listed).
    ``lengths`` is a scorer's note of what it computed for a passage from these rarities."""

    weights: Mapping[str, float]
    rarity: Mapping[str, float] = field(default_factory=dict)
    leanings: Mapping[tuple[str, str], float] = field(default_factory=dict)
    lengths: dict[Passage, float] = field(default_factory=dict, repr=False)

    def rarity_of(self, stem: str) -> float:
        """How rare a stem is."""
        return self.rarity.get(stem, 1.0)

    def leaning(self, attribute: str, value: str) -> float:
        """How much a value counts for the owner."""
        return self.leanings.get((attribute, value), 1.0)


@dataclass(frozen=True)
class Part:
    """So many of a hundred per cent come from this attribute, because of what was ``found``. ``keys`` are the values to
    which a leaning attaches."""

    attribute: str
    share: int
    found: Sequence[str] = ()
    keys: Sequence[str] = ()

    def as_json(self) -> dict[str, Any]:
        """To be stored."""
        return {
            "attribute": self.attribute,
            "share": self.share,
            "found": list(self.found),
            "keys": [key[:80] for key in self.keys],
        }


Score = Callable[[Subject, Subject, Weighing], Sequence[Part]]


@dataclass(frozen=True)
class Scorer:
    """A way to score. ``attributes`` names what it looks at, by the code of :class:`Part`; ``score`` gets the item that something
    is sought for, what may fit, and the weighing. The shares of its parts add up to the score, at most a hundred. One that
    ``is_symmetric`` gives both sides the same score where nobody has leanings: then each pair is scored once."""

    code: str
    label: str | Promise
    attributes: Mapping[str, str | Promise]
    score: Score
    is_symmetric: bool = False


class Scorers:
    """The registry of scorers."""

    def __init__(self) -> None:
        self._scorers: dict[str, Scorer] = {}

    def register(self, scorer: Scorer) -> Scorer:
        """Add a scorer. Raises ``ValueError`` for a long code or when another has it."""
        if not 0 < len(scorer.code) <= 40:
            raise ValueError(f"The code {scorer.code!r} of a scorer has 1 to 40 characters")
        if self._scorers.get(scorer.code, scorer) != scorer:
            raise ValueError(f"The scorer {scorer.code!r} exists already")
        self._scorers[scorer.code] = scorer
        return scorer

    def unregister(self, code: str) -> None:
        """Take a scorer out again."""
        self._scorers.pop(code, None)

    def get(self, code: str) -> Scorer | None:
        """The scorer of this code, or None."""
        return self._scorers.get(code)

    def __iter__(self) -> Iterator[Scorer]:
        return iter(self._scorers.values())

    def in_force(self) -> Scorer:
        """The deployment's. Raises ``LookupError`` for a setting that names none (a system check says so first)."""
        scorer = self._scorers.get(conf.MATCHING_SCORER)
        if scorer is None:
            raise LookupError(f"There is no scorer {conf.MATCHING_SCORER!r}")
        return scorer


scorers = Scorers()
register_scorer = scorers.register


def whole_shares(strengths: Mapping[str, float]) -> dict[str, int]:
    """Per cents in whole numbers that add up to the rounded sum: what was cut off most is rounded up first."""
    floors = {name: int(value) for name, value in strengths.items()}
    missing = min(FULL, int(sum(strengths.values()) + 0.5)) - sum(floors.values())
    by_rest = sorted(strengths, key=lambda name: (floors[name] - strengths[name], name))
    for name in by_rest[: max(0, missing)]:
        floors[name] += 1
    return floors

"""What may be said of links in which few people take part.

A cell counts the links of one sort in one quarter, in two parts: those that cross the border of an organisation, and those
inside of one. A part with one to four people is said by nobody, and no number that is said gives it away: a total over the
quarters is left out where it would.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

LEAST_PEOPLE: Final = 5
"""A number is shown when at least so many different people stand behind it."""


@dataclass
class Tally:
    """How many links were counted, and the different people who take part in them."""

    number: int = 0
    people: set[int] = field(default_factory=set)

    def add(self, number: int, people: Iterable[int]) -> None:
        """Count some more."""
        self.number += number
        self.people.update(people)

    @property
    def is_many(self) -> bool:
        """Whether enough people stand behind it."""
        return len(self.people) >= LEAST_PEOPLE


@dataclass
class Parts:
    """A cell as it was counted."""

    crossing: Tally = field(default_factory=Tally)
    inside: Tally = field(default_factory=Tally)


@dataclass(frozen=True)
class Figure:
    """A cell as it is shown. None stands for fewer than five people, or for what would give such a number away."""

    crossing: int | None = None
    total: int | None = None

    @property
    def share(self) -> int | None:
        """The crossing part in per cent."""
        if self.crossing is None or not self.total:
            return None
        return round(100 * self.crossing / self.total)


def shown(cells: Sequence[Parts]) -> tuple[list[Figure], Figure]:
    """The cells of one sort of links, quarter by quarter, and their total, as far as they may be shown."""
    figures = [_figure(cell) for cell in cells]
    whole = _figure(Parts(_sum(cell.crossing for cell in cells), _sum(cell.inside for cell in cells)))
    pairs = list(zip(cells, figures, strict=True))
    crossing = whole.crossing
    if not _is_safe([cell.crossing for cell, figure in pairs if figure.crossing is None]):
        crossing = None
    total = whole.total
    if crossing is None or not _is_safe([cell.inside for cell, figure in pairs if figure.total is None]):
        total = None
    return figures, Figure(crossing, total)


def _figure(cell: Parts) -> Figure:
    crossing, inside = cell.crossing, cell.inside
    # An empty part of a cell that is shown tells of nobody, and is a nought.
    says_crossing = crossing.is_many or (not crossing.number and inside.is_many)
    says_inside = inside.is_many or (not inside.number and crossing.is_many)
    if not says_crossing:
        return Figure()
    return Figure(crossing.number, crossing.number + inside.number if says_inside else None)


def _sum(tallies: Iterable[Tally]) -> Tally:
    whole = Tally()
    for tally in tallies:
        whole.add(tally.number, tally.people)
    return whole


def _is_safe(hidden: Sequence[Tally]) -> bool:
    """Whether the sum of what is *hidden* may become known, which it does where the total is shown.

    It is a number like the others, so it needs five people. And it must leave open how it is divided: over two quarters at
    least, with more links than quarters, so that "one in each" is not the only answer.
    """
    filled = [tally for tally in hidden if tally.number]
    if not filled:
        return True
    rest = _sum(filled)
    return len(filled) > 1 and rest.is_many and rest.number > len(filled)

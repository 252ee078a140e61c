"""The meter: how much people of different organisations have to do with each other, as far as it may be said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import timezone

from clusterkit.core.policies import Actor, policy_of, visible_to
from clusterkit.directory.actions import VIEW_LINKS
from clusterkit.directory.hooks import LinkKind, LinkRow, LinksPeriod, organisation_links
from clusterkit.directory.meter.quarters import Quarter, last_quarters
from clusterkit.directory.meter.suppression import Figure, Parts, Tally, shown
from clusterkit.directory.models import Organisation
from clusterkit.tenancy.context import current_cluster

QUARTERS: Final = 8
"""The running quarter and those before it, two years together. Fixed: two periods that overlap could be subtracted."""
FEWEST_QUARTERS: Final = 4


@dataclass(frozen=True)
class MeterRow:
    """One sort of links: a figure for each quarter, and their total."""

    kind: LinkKind
    figures: Sequence[Figure]
    total: Figure


@dataclass(frozen=True)
class Pair:
    """Two organisations, and how many different people take part in what links them."""

    first: Organisation
    second: Organisation
    people: int


@dataclass(frozen=True)
class LinksMeter:
    """What is shown: numbers by quarter and sort, and the pairs of organisations with at least five people."""

    quarters: Sequence[Quarter]
    rows: Sequence[MeterRow]
    pairs: Sequence[Pair]

    @property
    def says_something(self) -> bool:
        """Whether any number is shown at all."""
        return bool(self.pairs) or any(
            figure.crossing is not None for row in self.rows for figure in (*row.figures, row.total)
        )


def links_meter(viewer: Actor) -> LinksMeter:
    """The meter of the last two years, in the quarters of the cluster's time zone.

    Each app counts in the database by quarter and pair; here the cells are added up, and what fewer than five people stand
    behind is left out before anybody sees it. Organisations that *viewer* may not see are in no pair. Raises
    ``NotPermitted``.
    """
    policy_of(Organisation).require(viewer, VIEW_LINKS)
    zone = ZoneInfo(current_cluster().time_zone)
    quarters = last_quarters(QUARTERS, timezone.localdate(timezone=zone))
    period = LinksPeriod(quarters[0].begins(zone), quarters[-1].following.begins(zone), zone)
    counted: dict[str, dict[Quarter, Parts]] = {}
    kinds: dict[str, LinkKind] = {}
    between: dict[tuple[int, int], Tally] = {}
    for links in (part for answer in organisation_links.collect(period) for part in answer):
        kinds[links.kind.code] = links.kind
        cells = counted.setdefault(links.kind.code, {})
        for row in links.rows:
            _count(row, cells, between)
    rows = []
    for kind in sorted(kinds.values(), key=lambda kind: (kind.order, kind.code)):
        figures, total = shown([counted[kind.code].get(quarter, Parts()) for quarter in quarters])
        rows.append(MeterRow(kind, figures, total))
    return _trimmed(LinksMeter(quarters, rows, _pairs(viewer, between)))


def _count(row: LinkRow, cells: dict[Quarter, Parts], between: dict[tuple[int, int], Tally]) -> None:
    cell = cells.setdefault(Quarter.of(row.when), Parts())
    if row.first_id == row.second_id:
        cell.inside.add(row.number, row.people)
        return
    cell.crossing.add(row.number, row.people)
    if row.shows_pair:
        pair = (min(row.first_id, row.second_id), max(row.first_id, row.second_id))
        between.setdefault(pair, Tally()).add(row.number, row.people)


def _pairs(viewer: Actor, between: dict[tuple[int, int], Tally]) -> list[Pair]:
    # People, not links: those of the pairs add up to no number that stands elsewhere, so nothing can be subtracted.
    many = {pair: len(tally.people) for pair, tally in between.items() if tally.is_many}
    wanted = {pk for pair in many for pk in pair}
    known = {row.pk: row for row in visible_to(viewer, Organisation.objects.filter(pk__in=wanted))} if wanted else {}
    found = [
        Pair(known[first], known[second], people)
        for (first, second), people in many.items()
        if first in known and second in known
    ]
    return sorted(found, key=lambda pair: (-pair.people, pair.first.sort_key, pair.second.sort_key))


def _trimmed(meter: LinksMeter) -> LinksMeter:
    """Without the first quarters of which nothing is said, as far as a year remains."""
    silent = 0
    while silent < QUARTERS - FEWEST_QUARTERS and all(row.figures[silent] == Figure() for row in meter.rows):
        silent += 1
    rows = [MeterRow(row.kind, row.figures[silent:], row.total) for row in meter.rows]
    return LinksMeter(meter.quarters[silent:], rows, meter.pairs)

"""The numbers behind the facets of the list: exact up to a bound, so that they cost the same however long the list is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from clusterkit.core.policies import Actor, visible_to
from clusterkit.directory.models import Sector
from clusterkit.ideas.enums import OPEN_STATES, PUBLIC_STATES
from clusterkit.ideas.kinds import item_kinds
from clusterkit.ideas.models import Item
from clusterkit.ideas.selectors.search import MANY

CAP: Final = 200
FIRST: Final = 3_000
_TABLES: Final = {
    "of_sector": connection.ops.quote_name(Item.sectors.through._meta.db_table),
    "sector": connection.ops.quote_name(Sector._meta.db_table),
}
_BY: Final = {
    "kinds": "SELECT '{name}', kind, count(*) FROM {list} GROUP BY kind",
    "states": "SELECT '{name}', state, count(*) FROM {list} GROUP BY state",
    "sectors": (
        "SELECT '{name}', sector.code, count(*) FROM {list} JOIN {of_sector} part ON part.item_id = {list}.id"
        " JOIN {sector} sector ON sector.id = part.sector_id GROUP BY sector.code"
    ),
}
_LOOKUPS: Final = {"kinds": "kind", "states": "state", "sectors": "sectors__code"}


@dataclass(frozen=True)
class FacetCounts:
    """How many items each choice would show: by kind, by state and by sector's code.

    A number of ``cap`` says "so many or more". ``at_least`` names the facets whose smaller numbers, too, are of the first
    ``cap`` items only: a search for common words.
    """

    kinds: dict[str, int] = field(default_factory=dict)
    states: dict[str, int] = field(default_factory=dict)
    sectors: dict[str, int] = field(default_factory=dict)
    cap: int = CAP
    at_least: frozenset[str] = frozenset()

    def words(self, facet: str, number: int) -> int | str:
        """*number* as it is shown: "200+" where it is how many at least."""
        if not number or self.is_exact(facet, number):
            return number
        return _("%(number)s+") % {"number": number_format(min(number, self.cap), force_grouping=True)}

    def is_exact(self, facet: str, number: int) -> bool:
        """Whether *number* of this facet ("kinds", …) is how many there are, not how many at least."""
        return number < self.cap and facet not in self.at_least


def facet_counts(kinds: QuerySet[Item], states: QuerySet[Item], sectors: QuerySet[Item]) -> FacetCounts:
    """The numbers behind the facets. Each argument is the list filtered by all but that facet.

    One query counts the first ``FIRST`` items, which are all of most lists. Of a longer list those choices are looked for apart
    that have fewer than ``CAP`` among them, each until ``CAP`` are found.
    """
    facets = {"kinds": kinds, "states": states, "sectors": sectors}
    many = frozenset(name for name, rows in facets.items() if MANY in rows.query.annotations)
    found: dict[str, dict[str, int]] = {name: {} for name in facets}
    totals: dict[str, int] = {}
    for name, choice, number in _run(*_among_first(facets, many)):
        if choice is None:
            totals[name] = number
        else:
            found[name][choice] = number
    longer = {name: rows for name, rows in facets.items() if totals.get(name, 0) > (CAP if name in many else FIRST)}
    for name, chosen, number in _run(*_probes({name: longer[name] for name in longer.keys() - many}, found)):
        found[name][chosen or ""] = number
    numbers = {
        name: {choice: min(number, CAP) for choice, number in counts.items() if number}
        for name, counts in found.items()
    }
    return FacetCounts(**numbers, cap=CAP, at_least=frozenset(many & longer.keys()))


def counts_by_kind(viewer: Actor) -> FacetCounts:
    """How many items of each kind stand open to *viewer*, each counted up to ``CAP``. One query."""
    rows = visible_to(viewer, Item.objects.current().filter(state__in=sorted(OPEN_STATES)))
    counted = _run(*_probes({"kinds": rows}, {"kinds": {}}))
    return FacetCounts(kinds={kind: number for _facet, kind, number in counted if kind and number}, cap=CAP)


def _run(parts: list[str], values: list[Any], before: str = "") -> list[tuple[str, str | None, int]]:
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(before + " UNION ALL ".join(parts), values)
        return list(cursor.fetchall())


def _among_first(facets: Mapping[str, QuerySet[Item]], many: frozenset[str]) -> tuple[list[str], list[Any], str]:
    """The numbers among the first items of each list; where the choice is NULL it is the number of those items.

    Lists that are the same, as without any choice made they are, are read once.
    """
    lists: dict[tuple[str, tuple[Any, ...]], str] = {}
    parts: list[str] = []
    for name, rows in facets.items():
        limit = (CAP if name in many else FIRST) + 1
        try:
            inner, given = rows.order_by().values("pk", "kind", "state")[:limit].query.sql_with_params()
        except EmptyResultSet:
            continue
        list_name = lists.setdefault((inner, tuple(given)), f"first_{len(lists)}")
        parts.append(_BY[name].format(name=name, list=list_name, **_TABLES))
        parts.append(f"SELECT '{name}', NULL, count(*) FROM {list_name}")  # noqa: S608 - names of our own
    known = ", ".join(f"{name} (id, kind, state) AS MATERIALIZED ({inner})" for (inner, _given), name in lists.items())
    return parts, [value for _inner, given in lists for value in given], f"WITH {known} "


def _probes(lists: Mapping[str, QuerySet[Item]], found: Mapping[str, Mapping[str, int]]) -> tuple[list[str], list[Any]]:
    """How many items, up to ``CAP``, each choice has of which fewer were found."""
    parts: list[str] = []
    values: list[Any] = []
    for name, rows in lists.items():
        for choice in sorted(_choices(name) | found[name].keys()):
            if found[name].get(choice, 0) >= CAP:
                continue
            one = rows.filter(**{_LOOKUPS[name]: choice}).order_by().values("pk")[:CAP]
            inner, given = one.query.sql_with_params()
            parts.append(f"SELECT %s, %s, count(*) FROM ({inner}) AS found")  # noqa: S608 - Django's own SQL
            values += [name, choice, *given]
    return parts, values


def _choices(facet: str) -> set[str]:
    if facet == "kinds":
        return {kind.code for kind in item_kinds}
    if facet == "states":
        return {state.value for state in PUBLIC_STATES}
    return set(Sector.objects.values_list("code", flat=True))

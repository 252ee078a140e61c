"""What the list can be narrowed by, as tabs, facets and chips: each choice an address of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from clusterkit.core.policies import Actor, visible_to
from clusterkit.core.web.cursors import AFTER, BEFORE
from clusterkit.core.web.elements import FacetOption, FilterChip, Tab, Text
from clusterkit.directory.models import Organisation, Sector
from clusterkit.ideas.enums import ItemState
from clusterkit.ideas.filters import ItemFilter
from clusterkit.ideas.kinds import item_kinds
from clusterkit.ideas.selectors import FacetCounts, Narrowing, facet_counts, narrowing_of
from clusterkit.ideas.selectors.filtering import FOLLOWED, MINE
from clusterkit.ideas.selectors.ordering import BEST
from clusterkit.tenancy.enums import Region

LISTED_STATES = (ItemState.PUBLISHED, ItemState.IN_TALKS, ItemState.FULFILLED)


@dataclass(frozen=True)
class Facet:
    """A heading with its choices."""

    title: Text
    options: Sequence[FacetOption]


class ListChoices:
    """The choices of one request. Numbers count what the viewer sees; they cost the same however long the list is."""

    def __init__(self, request: HttpRequest, bound: ItemFilter, viewer: Actor) -> None:
        self.query = request.GET
        self.path = request.path
        self.bound = bound
        self.viewer = viewer
        self.chosen: dict[str, Any] = bound.chosen
        self.mine = self.chosen.get("whose") == MINE
        self.counts: FacetCounts = facet_counts(bound.without("kind"), bound.without("state"), bound.without("sector"))
        self.narrowing: Narrowing = narrowing_of(bound.without(""), viewer)
        self.sectors = list(Sector.objects.all())

    def address(self, name: str, value: str) -> str:
        """The list with this choice in place of the one in force, from its beginning."""
        query = self.query.copy()
        for place in ("page", BEFORE, AFTER, name):
            query.pop(place, None)
        if value:
            query[name] = value
        return f"{self.path}?{query.urlencode()}" if query else self.path

    def tabs(self) -> list[Tab]:
        """The kinds."""
        chosen = self.chosen.get("kind", "")
        counts = self.counts.kinds
        total = Tab(_("All"), self.address("kind", ""), not chosen, self._number("kinds", sum(counts.values())))
        kinds = (
            Tab(
                kind.plural,
                self.address("kind", kind.code),
                chosen == kind.code,
                self._number("kinds", counts.get(kind.code, 0)),
            )
            for kind in item_kinds
            # A number of nothing says nothing.
            if counts.get(kind.code) or chosen == kind.code
        )
        return [total, *kinds]

    def facets(self) -> list[Facet]:
        """All facets that offer something."""
        parts = [
            Facet(_("Order"), self._orders()),
            Facet(_("Whose"), self._whose()),
            Facet(_("State"), self._states()),
            Facet(_("Sector"), self._sectors()),
            Facet(_("Tag"), self._tags()),
            Facet(_("Region"), self._regions()),
            Facet(_("Organisation"), self._organisations()),
        ]
        return [part for part in parts if part.options]

    def chips(self) -> list[FilterChip]:
        """The filters in force. The kind has its tab."""
        filters, names = self.bound.filters, names_of(self.viewer, [self.chosen])
        return [
            FilterChip(filters[name].label, words_of(self.bound, name, value, names), self.address(name, ""))
            for name, value in self.chosen.items()
            if name != "kind"
        ]

    def _option(self, name: str, value: str, label: Text, count: int | Text | None = None) -> FacetOption:
        current = self.query.get(name) == value
        return FacetOption(label, self.address(name, "" if current else value), count, current)

    def _orders(self) -> list[FacetOption]:
        present = self.bound.order
        options = [
            (code, label)
            for code, label in self.bound.filters["sort"].extra["choices"]
            if code != BEST or self.bound.has_words
        ]
        return [FacetOption(label, self.address("sort", code), None, code == present) for code, label in options]

    def _states(self) -> list[FacetOption]:
        counts = self.counts.states
        states = [state for state in ItemState if state in LISTED_STATES or (self.mine and counts.get(state))]
        return [
            self._option("state", state.value, state.label, self._number("states", counts.get(state, 0)))
            for state in states
        ]

    def _sectors(self) -> list[FacetOption]:
        counts, chosen = self.counts.sectors, self.chosen.get("sector")
        return [
            self._option("sector", row.code, str(row), self._number("sectors", counts.get(row.code, 0)))
            for row in self.sectors
            if counts.get(row.code) or row.code == chosen
        ]

    def _tags(self) -> list[FacetOption]:
        chosen = self.chosen.get("tag", "").lower()
        rows = [(tag, tag, number) for tag, number in self.narrowing.tags.items() if number > 1 or tag == chosen]
        return self._sampled("tag", rows)

    def _regions(self) -> list[FacetOption]:
        counts = self.narrowing.regions
        return self._sampled(
            "region", [(code, label, counts[code]) for code, label in Region.choices if counts.get(code)]
        )

    def _organisations(self) -> list[FacetOption]:
        rows = self.narrowing.organisations.items()
        return self._sampled("organisation", [(row.slug, str(row), number) for row, number in rows])

    def _sampled(self, name: str, rows: Iterable[tuple[str, Text, int]]) -> list[FacetOption]:
        exact = not self.narrowing.is_part
        return [self._option(name, value, label, number if exact else None) for value, label, number in rows]

    def _number(self, facet: str, number: int) -> int | str:
        return self.counts.words(facet, number)

    def _whose(self) -> list[FacetOption]:
        if not self.viewer.is_authenticated:
            return []
        options = [self._option("whose", FOLLOWED, _("That I follow"))]
        if self.viewer.organisation_ids:
            options.insert(0, self._option("whose", MINE, _("Of my organisations")))
        return options


Names = dict[tuple[str, str], str]
"""What stands for the value of a filter, by the filter's name and the value."""


def names_of(viewer: Actor, queries: Iterable[Mapping[str, str]]) -> Names:
    """The names of the sectors and organisations of some queries, in two statements, whatever their number."""
    wanted: dict[str, set[str]] = {"sector": set(), "organisation": set()}
    for query in queries:
        for name, values in wanted.items():
            if query.get(name):
                values.add(query[name])
    names: Names = {}
    if wanted["sector"]:
        rows = Sector.objects.filter(code__in=wanted["sector"])
        names |= {("sector", sector.code): str(sector) for sector in rows}
    if wanted["organisation"]:
        # As the directory shows it to him; that it owns something here is not said.
        shown = visible_to(viewer, Organisation.objects.filter(slug__in=wanted["organisation"]))
        names |= {("organisation", organisation.slug): str(organisation) for organisation in shown}
    return names


def words_of(bound: ItemFilter, name: str, value: str, names: Names) -> Text:
    """The value of a filter in words."""
    choices = bound.filters[name].extra.get("choices", ())
    known: dict[str, Text] = dict(choices() if callable(choices) else choices)
    return names.get((name, value)) or known.get(value, value)

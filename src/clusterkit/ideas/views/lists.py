"""The exchange's list."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.elements import Crumb, FacetOption, Tab
from clusterkit.core.web.views import ListPage
from clusterkit.directory.models import Sector
from clusterkit.ideas import actions
from clusterkit.ideas.enums import ItemState
from clusterkit.ideas.filters import FOLLOWED, MINE, ItemFilter
from clusterkit.ideas.kinds import item_kinds
from clusterkit.ideas.models import Item
from clusterkit.ideas.selectors import FacetCounts, facet_counts, listed, own_items
from clusterkit.ideas.views.locks import lock_of
from clusterkit.ideas.views.rows import item_rows

LISTED_STATES = (ItemState.PUBLISHED, ItemState.IN_TALKS, ItemState.FULFILLED)
_KEPT = ("kind", "state", "sector", "organisation", "tag", "whose")


def exchange_crumb() -> Crumb:
    """The way back to the list."""
    return Crumb(_("Idea exchange"), reverse("clusterkit_ideas:list"))


class ItemList(ListPage[Item]):
    """The exchange: words, kinds as tabs, states and sectors as facets."""

    policy_action = actions.VIEW
    model = Item
    filterset_class = ItemFilter
    template_name = "clusterkit/ideas/list.html"
    context_object_name = "items"

    def get_rows(self) -> QuerySet[Item]:
        """What is current; one's own in every state where one asks for one's own."""
        return own_items(self.viewer) if self.request.GET.get("whose") == MINE else listed(self.viewer)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Rows, tabs and facets; the numbers of all facets cost one query."""
        context = super().get_context_data(**kwargs)
        bound = self.filterset
        counts = facet_counts(bound.without("kind"), bound.without("state"), bound.without("sector"))
        return {
            **context,
            "title": _("Idea exchange"),
            "rows": item_rows(context["items"]),
            "tabs": self._tabs(counts),
            "state_options": self._states(counts),
            "sector_options": self._sectors(counts),
            "whose_options": self._whose(),
            "kept": [(name, self.request.GET[name]) for name in _KEPT if self.request.GET.get(name)],
            "may_write": self.viewer.allows(actions.DRAFT),
            "may_moderate": self.viewer.allows(actions.MODERATE),
            "lock": None if self.viewer.allows(actions.READ) else lock_of(self.request, actions.READ),
        }

    def _address(self, name: str, value: str) -> str:
        query = self.request.GET.copy()
        query.pop("page", None)
        query[name] = value
        if not value:
            del query[name]
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    def _option(self, name: str, value: str, label: Any, count: int | None) -> FacetOption:
        current = self.request.GET.get(name) == value
        return FacetOption(label, self._address(name, "" if current else value), count, current)

    def _tabs(self, counts: FacetCounts) -> list[Tab]:
        chosen = self.request.GET.get("kind", "")
        total = Tab(_("All"), self._address("kind", ""), not chosen, sum(counts.kinds.values()))
        kinds = (
            Tab(kind.plural, self._address("kind", kind.code), chosen == kind.code, counts.kinds.get(kind.code, 0))
            for kind in item_kinds
        )
        return [total, *kinds]

    def _states(self, counts: FacetCounts) -> list[FacetOption]:
        mine = self.request.GET.get("whose") == MINE
        states = [state for state in ItemState if state in LISTED_STATES or (mine and counts.states.get(state))]
        return [self._option("state", state.value, state.label, counts.states.get(state, 0)) for state in states]

    def _sectors(self, counts: FacetCounts) -> list[FacetOption]:
        chosen = self.request.GET.get("sector")
        return [
            self._option("sector", sector.code, str(sector), counts.sectors.get(sector.code, 0))
            for sector in Sector.objects.all()
            if counts.sectors.get(sector.code) or sector.code == chosen
        ]

    def _whose(self) -> list[FacetOption]:
        if not self.viewer.is_authenticated:
            return []
        options = [self._option("whose", FOLLOWED, _("That I follow"), None)]
        if self.viewer.organisation_ids:
            options.insert(0, self._option("whose", MINE, _("Of my organisations"), None))
        return options

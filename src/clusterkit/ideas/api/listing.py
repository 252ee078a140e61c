"""The list of items over the API: the filters and the fixed orders of the page."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import QuerySet

from clusterkit.ideas.api.base import ItemActions
from clusterkit.ideas.filters import ItemFilter
from clusterkit.ideas.models import Item
from clusterkit.ideas.selectors import in_order, items, listed, own_items
from clusterkit.ideas.selectors.filtering import MINE
from clusterkit.ideas.selectors.ordering import NEWEST, ORDERS

TIES_AT_MOST: Final = 100_000


class ItemListing(ItemActions):
    """What the list holds and how it is ordered. Whoever asks orders it by name only, never by a column."""

    filterset_class = ItemFilter
    order = NEWEST

    @property
    def paginator(self) -> Any:
        """The cursor, in the order that was asked for."""
        paginator = super().paginator
        if paginator is not None:
            paginator.ordering = ORDERS[self.order]
            # Many items end on one day: a place among them may be far behind the first of that day.
            paginator.offset_cutoff = TIES_AT_MOST
        return paginator

    def get_rows(self) -> QuerySet[Item]:
        """The list holds what is current (or one's own in every state); one item is any that is visible."""
        if self.action != "list":
            return items(self.viewer)
        if self.request.query_params.get("whose") == MINE:
            return own_items(self.viewer)
        return listed(self.viewer)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Filters narrow the list, never one item."""
        if self.action != "list":
            return queryset
        rows = super().filter_queryset(queryset)
        self.order = ItemFilter(self.request.query_params, queryset=queryset, viewer=self.viewer).order
        return in_order(rows, self.order)

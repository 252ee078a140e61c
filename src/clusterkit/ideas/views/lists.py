"""The exchange's list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.cursors import CursorListPage
from clusterkit.core.web.elements import Crumb
from clusterkit.ideas import actions
from clusterkit.ideas.filters import ItemFilter
from clusterkit.ideas.models import Item
from clusterkit.ideas.selectors import in_order, listed, own_items
from clusterkit.ideas.selectors.filtering import MINE, NARROWING
from clusterkit.ideas.selectors.ordering import ORDERS
from clusterkit.ideas.views.choices import ListChoices
from clusterkit.ideas.views.locks import lock_of
from clusterkit.ideas.views.rows import item_rows


def exchange_crumb() -> Crumb:
    """The way back to the list."""
    return Crumb(_("Idea exchange"), reverse("clusterkit_ideas:list"))


class ItemList(CursorListPage[Item]):
    """The exchange: words, kinds as tabs, everything else as facets; the thousandth page costs what the first does."""

    policy_action = actions.VIEW
    model = Item
    filterset_class = ItemFilter
    template_name = "clusterkit/ideas/list.html"
    context_object_name = "items"
    counts_rows = False

    def get_rows(self) -> QuerySet[Item]:
        """What is current; one's own in every state where one asks for one's own."""
        return own_items(self.viewer) if self.request.GET.get("whose") == MINE else listed(self.viewer)

    def get_queryset(self) -> QuerySet[Item]:
        """In the order of this request."""
        return in_order(super().get_queryset(), self.filterset.order)

    def get_cursor_order(self) -> Sequence[str]:
        """As the rows are ordered."""
        return ORDERS[self.filterset.order]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Rows, tabs, facets and chips, and where the same filters lead: a kept search, a feed."""
        context = super().get_context_data(**kwargs)
        choices = ListChoices(self.request, self.filterset, self.viewer)
        chips, chosen = choices.chips(), urlencode(choices.chosen)
        return {
            **context,
            "title": _("Idea exchange"),
            "rows": item_rows(context["items"]),
            "tabs": choices.tabs(),
            "facets": choices.facets(),
            "chips": chips,
            "is_filtered": bool(choices.chosen),
            "shown_for": next((row.shown_for for row in context["items"] if hasattr(row, "shown_for")), ""),
            "kept": [(name, value) for name, value in self.request.GET.items() if name in _KEPT and value],
            "chosen_words": choices.chosen.get("q", ""),
            "chosen_query": f"?{chosen}" if chosen else "",
            "may_write": self.viewer.allows(actions.DRAFT),
            "may_moderate": self.viewer.allows(actions.MODERATE),
            "may_keep": self.viewer.is_authenticated and self.viewer.allows(actions.SAVE_SEARCH),
            "lock": None if self.viewer.allows(actions.READ) else lock_of(self.request, actions.READ),
        }


_KEPT = ({*NARROWING} - {"q"}) | {"sort"}

"""Filters of the list, shared by the page, the feeds and the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import Actor
from clusterkit.core.web.forms import ClusterForm
from clusterkit.ideas.enums import IdeaStage, ItemState
from clusterkit.ideas.kinds import item_kinds
from clusterkit.ideas.models import Item
from clusterkit.ideas.selectors import in_order, narrow, order_for
from clusterkit.ideas.selectors.filtering import FOLLOWED, LENGTHS, MINE, NARROWING
from clusterkit.ideas.selectors.ordering import BEST, DISCUSSED, ENDING, NEWEST
from clusterkit.tenancy.enums import Region


class ItemFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """By words, kind, sector, state, organisation, tag, region, whose, and the order.

    *viewer* is who looks; by default that of the request. What each lets through says ``selectors.filtering``.
    """

    kind = django_filters.ChoiceFilter(label=_("Kind"), method="narrow_by", choices=item_kinds.choices)
    sector = django_filters.CharFilter(label=_("Sector"), method="narrow_by", max_length=LENGTHS["sector"])
    state = django_filters.ChoiceFilter(label=_("State"), method="narrow_by", choices=ItemState.choices)
    organisation = django_filters.CharFilter(
        label=_("Organisation"), method="narrow_by", max_length=LENGTHS["organisation"]
    )
    tag = django_filters.CharFilter(label=_("Tag"), method="narrow_by", max_length=LENGTHS["tag"])
    region = django_filters.ChoiceFilter(label=_("Region"), method="narrow_by", choices=Region.choices)
    stage = django_filters.ChoiceFilter(label=_("Stage"), method="narrow_by", choices=IdeaStage.choices)
    whose = django_filters.ChoiceFilter(
        label=_("Whose"),
        method="narrow_by",
        choices=[(MINE, _("Of my organisations")), (FOLLOWED, _("That I follow"))],
    )
    q = django_filters.CharFilter(label=_("Words"), method="narrow_by", max_length=LENGTHS["q"])
    sort = django_filters.ChoiceFilter(
        label=_("Order"),
        method="by_order",
        empty_label=None,
        choices=[
            (NEWEST, _("Newest first")),
            (ENDING, _("Ending soon first (open ones)")),
            (DISCUSSED, _("Most discussed first")),
            (BEST, _("Best fit to the words first")),
        ],
    )

    class Meta:
        model = Item
        fields: list[str] = []
        form = ClusterForm

    def __init__(
        self, data: Mapping[str, Any] | None = None, *args: Any, viewer: Actor | None = None, **kwargs: Any
    ) -> None:
        self._viewer = viewer
        super().__init__(data, *args, **kwargs)

    @property
    def viewer(self) -> Actor:
        """Who looks."""
        viewer: Actor = self._viewer if self._viewer is not None else self.request.viewer
        return viewer

    @property
    def chosen(self) -> dict[str, str]:
        """The values of the filters in force by name, without the order; empty where one of them is wrong."""
        cleaned = self.form.cleaned_data if self.is_valid() else {}
        return {name: cleaned[name] for name in NARROWING if cleaned.get(name)}

    @cached_property
    def has_words(self) -> bool:
        """Whether there is something to search for, so that rows can be ordered by how they fit."""
        return "score" in self.worded.query.annotations

    @cached_property
    def worded(self) -> QuerySet[Item]:
        """All rows with the words, in whatever order: what facets and feeds narrow further. Words are understood once."""
        return narrow(self.queryset.all(), self.viewer, {"q": self.chosen.get("q", "")})

    @cached_property
    def order(self) -> str:
        """The name of the order that the rows are in."""
        cleaned = self.form.cleaned_data if self.is_valid() else {}
        return order_for(cleaned.get("sort") or "", words=self.has_words, own=cleaned.get("whose") == MINE)

    def narrow_by(self, queryset: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
        """One filter. The words come last: common ones are sought among the newest of what the others let through."""
        return narrow(queryset, self.viewer, {name: value}, ranked=self.order == BEST)

    def by_order(self, queryset: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
        """One of the fixed orders."""
        return in_order(queryset, self.order)

    def without(self, skipped: str) -> QuerySet[Item]:
        """The list filtered by everything but *skipped*: what a facet counts."""
        chosen = {name: value for name, value in self.chosen.items() if name not in (skipped, "q")}
        return narrow(self.worded, self.viewer, chosen)

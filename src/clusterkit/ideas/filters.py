"""Filters of the list, shared by the page and the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import Actor
from clusterkit.core.web.forms import ClusterForm
from clusterkit.ideas.enums import ItemState
from clusterkit.ideas.kinds import item_kinds
from clusterkit.ideas.models import Follow, Item
from clusterkit.ideas.policies import identified_items
from clusterkit.ideas.selectors import ending_first, search_items

MINE, FOLLOWED = "mine", "followed"
NEWEST, ENDING = "newest", "ending"


class ItemFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """By words, kind, sector, state, organisation, tag, whose, and the order."""

    q = django_filters.CharFilter(label=_("Words"), method="by_words", max_length=200)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=item_kinds.choices)
    sector = django_filters.CharFilter(label=_("Sector"), field_name="sectors__code", max_length=40)
    state = django_filters.ChoiceFilter(label=_("State"), choices=ItemState.choices)
    organisation = django_filters.CharFilter(label=_("Organisation"), method="by_organisation", max_length=80)
    tag = django_filters.CharFilter(label=_("Tag"), method="by_tag", max_length=40)
    whose = django_filters.ChoiceFilter(
        label=_("Whose"),
        method="by_whose",
        choices=[(MINE, _("Of my organisations")), (FOLLOWED, _("That I follow"))],
    )
    sort = django_filters.ChoiceFilter(
        label=_("Order"),
        method="in_order",
        empty_label=None,
        choices=[(NEWEST, _("Newest first")), (ENDING, _("Ending soon first"))],
    )

    class Meta:
        model = Item
        fields: list[str] = []
        form = ClusterForm

    @property
    def viewer(self) -> Actor:
        """Who looks."""
        return self.request.viewer  # type: ignore[no-any-return]

    def by_words(self, queryset: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
        """All words, in titles and summaries, and in texts for those who read them."""
        return search_items(queryset, self.viewer, value)

    def by_tag(self, queryset: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
        """One tag, whatever its case."""
        return queryset.filter(tags__contains=[value.strip().lower()])

    def by_organisation(self, queryset: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
        """Those of one organisation, as far as one may know that they are its."""
        return queryset.filter(identified_items(self.viewer), organisation__slug=value)

    def by_whose(self, queryset: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
        """One's organisations' or those one follows."""
        if value == MINE:
            return queryset.filter(organisation_id__in=self.viewer.organisation_ids)
        return queryset.filter(pk__in=Follow.objects.filter(user_id__in=[self.viewer.user_id or 0]).values("item"))

    def in_order(self, queryset: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
        """The order; newest first is the list's own."""
        return ending_first(queryset) if value == ENDING else queryset

    def without(self, skipped: str) -> QuerySet[Item]:
        """The list filtered by everything but *skipped*: what a facet counts."""
        rows: QuerySet[Item] = self.queryset.all()
        data: dict[str, Any] = self.form.cleaned_data if self.is_valid() else {}
        for name, value in data.items():
            if name not in (skipped, "sort"):
                rows = self.filters[name].filter(rows, value)
        return rows

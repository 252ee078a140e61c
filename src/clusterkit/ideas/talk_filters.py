"""Filters of the list of private talks, shared by the page and the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusterkit.core.policies import Actor
from clusterkit.core.web.forms import ClusterForm
from clusterkit.ideas.enums import InterestState
from clusterkit.ideas.models import Interest
from clusterkit.ideas.selectors import Turn

TO_US, FROM_US, NEW = "to_us", "from_us", "new"


class TalkFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """By state, whose turn it is, which side one stands on, what is new, and the item."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=InterestState.choices)
    turn = django_filters.ChoiceFilter(
        label=_("Whose turn"),
        method="by_turn",
        choices=[
            (Turn.MINE.value, pgettext_lazy("turn", "Ours")),
            (Turn.THEIRS.value, pgettext_lazy("turn", "The other side’s")),
        ],
    )
    side = django_filters.ChoiceFilter(
        label=_("Side"),
        method="by_side",
        choices=[(TO_US, _("Answers to our items")), (FROM_US, _("Our answers to others"))],
    )
    unread = django_filters.ChoiceFilter(label=_("New"), method="by_news", choices=[(NEW, _("With something new"))])
    item = django_filters.NumberFilter(label=_("Item"), field_name="item_id")

    class Meta:
        model = Interest
        fields: list[str] = []
        form = ClusterForm

    @property
    def viewer(self) -> Actor:
        """Who looks."""
        return self.request.viewer  # type: ignore[no-any-return]

    def by_turn(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Whose turn it is."""
        return queryset.filter(is_mine=True) if value == Turn.MINE.value else queryset.filter(is_theirs=True)

    def by_side(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Answers that came, or that were sent."""
        side = "item__organisation_id__in" if value == TO_US else "organisation_id__in"
        return queryset.filter(**{side: sorted(self.viewer.organisation_ids)})

    def by_news(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Where the other side did something since one looked last."""
        return queryset.filter(is_unread=True)

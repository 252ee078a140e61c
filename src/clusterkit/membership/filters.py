"""Filters of the office's lists, for the pages and the API."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from clusterkit.core.search import search_query
from clusterkit.core.web.forms import ClusterForm
from clusterkit.membership.enums import ApplicationState, MembershipStatus
from clusterkit.membership.models import Application, Level, Membership
from clusterkit.membership.selectors.board import age_choices, older_than, waiting_for
from clusterkit.membership.selectors.levels import visible_levels


def _by_organisation(queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
    query = search_query(value)
    return queryset if query is None else queryset.filter(organisation__search=query)


def _levels(request: Any) -> QuerySet[Level]:
    viewer = getattr(request, "viewer", None)
    return Level.objects.none() if viewer is None else visible_levels(viewer)


class ApplicationFilter(filters.FilterSet):  # type: ignore[misc] # django-filter has no types
    """By state, by how long it stands there, and what waits for oneself."""

    q = filters.CharFilter(label=_("Organisation"), method=_by_organisation)
    state = filters.ChoiceFilter(label=_("State"), choices=ApplicationState.choices, empty_label=_("Any state"))
    age = filters.ChoiceFilter(
        label=_("Stands there for"), choices=age_choices(), method="by_age", empty_label=_("Any time")
    )
    mine = filters.ChoiceFilter(
        label=_("Waits for"), choices=[("1", _("me"))], method="by_mine", empty_label=_("Anybody")
    )

    class Meta:
        model = Application
        fields: list[str] = []
        form = ClusterForm

    def by_age(self, queryset: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        """Those that stand in their state for at least so many days."""
        return older_than(queryset, int(value))

    def by_mine(self, queryset: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        """What the person who asks can move on."""
        viewer = getattr(self.request, "viewer", None)
        return queryset if viewer is None else waiting_for(viewer, queryset)


class MembershipFilter(filters.FilterSet):  # type: ignore[misc] # django-filter has no types
    """By today's status and by level."""

    q = filters.CharFilter(label=_("Organisation"), method=_by_organisation)
    status = filters.ChoiceFilter(
        label=_("Status"),
        method="by_status",
        choices=MembershipStatus.choices,
        empty_label=_("Any status"),
    )
    level = filters.ModelChoiceFilter(
        label=_("Level"), queryset=_levels, to_field_name="code", method="by_level", empty_label=_("Any level")
    )

    class Meta:
        model = Membership
        fields: list[str] = []
        form = ClusterForm

    def by_status(self, queryset: QuerySet[Membership], name: str, value: str) -> QuerySet[Membership]:
        """By today's status, among the terms whose dates the person may know: the answer must not tell them."""
        return self._inside(queryset).filter(Q(status_on_day=value))

    def by_level(self, queryset: QuerySet[Membership], name: str, value: Level) -> QuerySet[Membership]:
        """By level, among the terms whose level the person may know."""
        return self._inside(queryset).filter(level=value)

    def _inside(self, queryset: QuerySet[Membership]) -> QuerySet[Membership]:
        viewer = self.request.viewer
        return queryset if viewer.is_coordinator else queryset.filter(organisation_id__in=viewer.organisation_ids)

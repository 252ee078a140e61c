"""Filters of the office's lists, for the pages and the API."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.forms import HiddenInput
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from clusterkit.core.search import search_query
from clusterkit.core.web.forms import ClusterForm
from clusterkit.membership.enums import (
    ASSIGNABLE_STATES,
    AgeBand,
    ApplicationState,
    EndBand,
    FunnelStage,
    MembershipStatus,
)
from clusterkit.membership.models import Application, Level, Membership
from clusterkit.membership.selectors.assignment import assigned_to, assigned_to_nobody, office_people
from clusterkit.membership.selectors.board import waiting_for
from clusterkit.membership.selectors.figures import (
    age_condition,
    end_condition,
    members_on,
    stage_condition,
    started_condition,
)
from clusterkit.membership.selectors.levels import visible_levels


def _by_organisation(queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
    query = search_query(value)
    return queryset if query is None else queryset.filter(organisation__search=query)


def _levels(request: Any) -> QuerySet[Level]:
    viewer = getattr(request, "viewer", None)
    return Level.objects.none() if viewer is None else visible_levels(viewer)


ASSIGNED = [("me", _("me")), ("nobody", _("nobody"))]


def _assigned_filter(choices: Sequence[tuple[str, Any]]) -> filters.ChoiceFilter:
    return filters.ChoiceFilter(
        field_name="assigned",
        label=_("Looked after by"),
        choices=choices,
        method="by_assigned",
        empty_label=_("Anybody"),
    )


class ApplicationFilter(filters.FilterSet):  # type: ignore[misc] # django-filter has no types
    """By state, by how long it stands there, what waits for oneself, and how far those of some days came."""

    q = filters.CharFilter(label=_("Organisation"), method=_by_organisation)
    state = filters.ChoiceFilter(label=_("State"), choices=ApplicationState.choices, empty_label=_("Any state"))
    age = filters.ChoiceFilter(
        label=_("Stands there for"), choices=AgeBand.choices, method="by_age", empty_label=_("Any time")
    )
    mine = filters.ChoiceFilter(
        label=_("Waits for"), choices=[("1", _("me"))], method="by_mine", empty_label=_("Anybody")
    )
    stage = filters.ChoiceFilter(
        label=_("Came at least to"), choices=FunnelStage.choices, method="by_stage", widget=HiddenInput
    )
    since = filters.DateFilter(label=_("Started from"), method="by_since", widget=HiddenInput)
    until = filters.DateFilter(label=_("Started until"), method="by_until", widget=HiddenInput)

    assigned = _assigned_filter(ASSIGNED)

    class Meta:
        model = Application
        fields: list[str] = []
        form = ClusterForm

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        viewer = getattr(self.request, "viewer", None)
        self.people = [] if viewer is None else office_people(viewer)
        if viewer is None or not self.people:  # who looks after an application is the office's business
            self.filters.pop("assigned")
            return
        others = [(str(pk), name) for pk, name in self.people if pk != viewer.user_id]
        # A filter of its own: the class's keeps its field, with the choices that the description of the API shows.
        self.filters["assigned"] = _assigned_filter([*ASSIGNED, *others])
        self.filters["assigned"].parent = self
        self.filters["assigned"].model = Application

    def by_assigned(self, queryset: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        """Those that one looks after oneself, that nobody does, or that a person does, by his id."""
        viewer = self.request.viewer
        rows = queryset.filter(state__in=sorted(ASSIGNABLE_STATES)).exclude(organisation_id__in=viewer.organisation_ids)
        if value == "nobody":
            return assigned_to_nobody(rows)
        return assigned_to(rows, viewer.user_id if value == "me" else int(value))

    @property
    def narrowed(self) -> list[str]:
        """By what the list is narrowed that has no field on the page, in words."""
        data = self.form.cleaned_data if self.is_valid() else {}
        found = []
        if data.get("stage"):
            found.append(_("came at least to: %(stage)s") % {"stage": FunnelStage(data["stage"]).label})
        if data.get("since"):
            found.append(_("started from %(day)s") % {"day": date_format(data["since"])})
        if data.get("until"):
            found.append(_("started until %(day)s") % {"day": date_format(data["until"])})
        return found

    def by_age(self, queryset: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        """Those that are not decided and stand in their state for so many days."""
        return queryset.filter(age_condition(AgeBand(value), timezone.now())).order_by("state_changed_at", "pk")

    def by_stage(self, queryset: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        """Those that came at least so far."""
        return queryset.filter(stage_condition(FunnelStage(value)))

    def by_since(self, queryset: QuerySet[Application], name: str, value: date) -> QuerySet[Application]:
        """Those begun on this day or later."""
        return queryset.filter(started_condition(value, None))

    def by_until(self, queryset: QuerySet[Application], name: str, value: date) -> QuerySet[Application]:
        """Those begun on this day or before."""
        return queryset.filter(started_condition(None, value))

    def by_mine(self, queryset: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        """What the person who asks can move on."""
        viewer = getattr(self.request, "viewer", None)
        return queryset if viewer is None else waiting_for(viewer, queryset)


class MembershipFilter(filters.FilterSet):  # type: ignore[misc] # django-filter has no types
    """By today's status, by level, by when they end, and those of one day."""

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
    ending = filters.ChoiceFilter(label=_("Ends"), choices=EndBand.choices, method="by_end", empty_label=_("Any time"))
    on = filters.DateFilter(label=_("In force on"), method="by_day", widget=HiddenInput)

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

    @property
    def narrowed(self) -> list[str]:
        """By what the list is narrowed that has no field on the page, in words."""
        day = self.form.cleaned_data.get("on") if self.is_valid() else None
        return [_("in force on %(day)s") % {"day": date_format(day)}] if day else []

    def by_end(self, queryset: QuerySet[Membership], name: str, value: str) -> QuerySet[Membership]:
        """By when they end without a next term."""
        return self._inside(queryset).filter(end_condition(EndBand(value), timezone.localdate()))

    def by_day(self, queryset: QuerySet[Membership], name: str, value: date) -> QuerySet[Membership]:
        """Those in force on this day, one for an organisation."""
        return self._inside(queryset).filter(pk__in=members_on(value).values("pk"))

    def _inside(self, queryset: QuerySet[Membership]) -> QuerySet[Membership]:
        viewer = self.request.viewer
        return queryset if viewer.is_coordinator else queryset.filter(organisation_id__in=viewer.organisation_ids)

"""Filters of the audit log, for the page, the table and the API."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from clusterkit.audit.models import AuditRow
from clusterkit.audit.selectors import action_choices, kind_choices
from clusterkit.core.web.forms import ClusterForm

DATE = forms.DateInput


class KindField(django_filters.fields.ChoiceField):  # type: ignore[misc]
    """Offers the kinds that are known; a link may name one whose app is gone."""

    def valid_value(self, value: Any) -> bool:
        """All of them that a row may hold: PostgreSQL keeps no NUL."""
        return len(str(value)) <= 100 and "\x00" not in str(value)


class KindFilter(django_filters.ChoiceFilter):  # type: ignore[misc]
    """By the kind of thing."""

    field_class = KindField


class AuditFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By words, act, person, thing and days. ``actor`` is one person, ``target`` with ``target_pk`` one object."""

    about = django_filters.CharFilter(label=_("Words"), method="search_about", max_length=200)
    person = django_filters.CharFilter(label=_("Who"), field_name="actor_name", lookup_expr="icontains", max_length=200)
    action = django_filters.ChoiceFilter(
        label=_("What was done"), choices=action_choices, empty_label=_("Anything"), field_name="action"
    )
    target = KindFilter(
        label=_("Kind of thing"), choices=kind_choices, empty_label=_("Anything"), field_name="target_label"
    )
    since = django_filters.DateFilter(label=_("From"), field_name="at", lookup_expr="date__gte", widget=DATE)
    until = django_filters.DateFilter(label=_("Until"), field_name="at", lookup_expr="date__lte", widget=DATE)
    actor = django_filters.CharFilter(field_name="actor_pk", widget=forms.HiddenInput, max_length=64)
    target_pk = django_filters.CharFilter(field_name="target_pk", widget=forms.HiddenInput, max_length=64)

    class Meta:
        model = AuditRow
        form = ClusterForm
        fields: ClassVar[list[str]] = []

    def search_about(self, queryset: QuerySet[AuditRow], name: str, value: str) -> QuerySet[AuditRow]:
        """Rows whose thing, reason or values hold the words."""
        found = Q(target_text__icontains=value) | Q(reason__icontains=value)
        for column in ("before", "after"):
            queryset = queryset.alias(**{f"{column}_text": Cast(column, TextField())})
            found |= Q(**{f"{column}_text__icontains": value})
        return queryset.filter(found)

    def narrowed(self) -> dict[str, str]:
        """By what the rows are filtered, to be written down."""
        values = self.form.cleaned_data if self.is_valid() else {}
        return {name: str(value) for name, value in values.items() if value not in (None, "")}

"""Filters of the audit log, for the page and for the API."""

from __future__ import annotations

from typing import ClassVar

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from clusterkit.audit.models import AuditRow
from clusterkit.audit.selectors import action_choices
from clusterkit.core.web.forms import ClusterForm


class AuditFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By action, person, thing and days. ``target`` with ``target_pk`` is all about one object."""

    action = django_filters.ChoiceFilter(
        label=_("What was done"), choices=action_choices, empty_label=_("Anything"), field_name="action"
    )
    person = django_filters.CharFilter(label=_("Who"), field_name="actor_name", lookup_expr="icontains", max_length=200)
    about = django_filters.CharFilter(label=_("Concerns"), method="search_about", max_length=200)
    since = django_filters.DateFilter(label=_("From"), field_name="at", lookup_expr="date__gte", widget=forms.DateInput)
    until = django_filters.DateFilter(
        label=_("Until"), field_name="at", lookup_expr="date__lte", widget=forms.DateInput
    )
    target = django_filters.CharFilter(field_name="target_label", widget=forms.HiddenInput, max_length=100)
    target_pk = django_filters.CharFilter(field_name="target_pk", widget=forms.HiddenInput, max_length=64)

    class Meta:
        model = AuditRow
        form = ClusterForm
        fields: ClassVar[list[str]] = []

    def search_about(self, queryset: QuerySet[AuditRow], name: str, value: str) -> QuerySet[AuditRow]:
        """Rows whose thing or reason holds the words."""
        return queryset.filter(Q(target_text__icontains=value) | Q(reason__icontains=value))

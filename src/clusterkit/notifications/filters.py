"""Filters of notices for the API."""

from __future__ import annotations

from typing import ClassVar

import django_filters
from django.db.models import QuerySet

from clusterkit.notifications.models import Notification


class NoticeFilter(django_filters.FilterSet):  # type: ignore[misc]
    """New ones only, one kind, one part of the site, or about one thing."""

    unread = django_filters.BooleanFilter(field_name="read_at", lookup_expr="isnull")
    kind = django_filters.CharFilter(max_length=80)
    part = django_filters.CharFilter(max_length=40, method="from_part", label="Part of the site")
    about = django_filters.CharFilter(max_length=170, method="about_thing", label="Thing, as the notices name it")

    class Meta:
        model = Notification
        fields: ClassVar[list[str]] = []

    def from_part(self, rows: QuerySet[Notification], name: str, value: str) -> QuerySet[Notification]:
        """Kinds whose code begins with the part."""
        return rows.filter(kind__startswith=f"{value}.")

    def about_thing(self, rows: QuerySet[Notification], name: str, value: str) -> QuerySet[Notification]:
        """The thing by the label of its model and its key."""
        label, _colon, pk = value.partition(":")
        return rows.filter(target_label=label, target_pk=pk)

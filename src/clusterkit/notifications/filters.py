"""Filters of notices for the API."""

from __future__ import annotations

from typing import ClassVar

import django_filters

from clusterkit.notifications.models import Notification


class NoticeFilter(django_filters.FilterSet):  # type: ignore[misc]
    """New ones only, or one kind."""

    unread = django_filters.BooleanFilter(field_name="read_at", lookup_expr="isnull")
    kind = django_filters.CharFilter(max_length=80)

    class Meta:
        model = Notification
        fields: ClassVar[list[str]] = []

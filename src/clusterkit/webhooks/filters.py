"""Filters of deliveries for the API."""

from __future__ import annotations

from typing import ClassVar

import django_filters

from clusterkit.webhooks.enums import DeliveryState
from clusterkit.webhooks.models import Delivery


class DeliveryFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Of one web hook, in one state, of one kind."""

    endpoint = django_filters.NumberFilter(field_name="endpoint_id", min_value=0, max_value=2**63 - 1)
    state = django_filters.ChoiceFilter(choices=DeliveryState.choices)
    event = django_filters.CharFilter(max_length=80)

    class Meta:
        model = Delivery
        fields: ClassVar[list[str]] = []

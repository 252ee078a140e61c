"""Reads of web hooks."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from clusterkit.core.policies import Actor, visible_to
from clusterkit.webhooks.enums import DeliveryState
from clusterkit.webhooks.models import Delivery, Endpoint


def visible_endpoints(viewer: Actor) -> QuerySet[Any]:
    """The web hooks with ``waiting`` and ``given_up``: how many deliveries are so."""
    counted = visible_to(viewer, Endpoint.objects.all()).annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state=DeliveryState.PENDING)),
        given_up=Count("deliveries", filter=Q(deliveries__state=DeliveryState.DEAD)),
    )
    # Counting takes the order of the model away.
    return counted.order_by("pk")


def visible_deliveries(viewer: Actor) -> QuerySet[Delivery]:
    """The deliveries, newest first, with their tries and web hooks."""
    return visible_to(viewer, Delivery.objects.select_related("endpoint").prefetch_related("tries"))

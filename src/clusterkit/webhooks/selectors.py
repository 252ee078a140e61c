"""Reads of web hooks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

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


def how_much_waits(now: datetime) -> tuple[int, float, int]:
    """How many deliveries wait for web hooks that are on, for how many seconds the oldest is due, how many were given up."""
    on = Q(state=DeliveryState.PENDING, endpoint__is_active=True)
    found = Delivery.objects.aggregate(
        waiting=Count("pk", filter=on),
        dead=Count("pk", filter=Q(state=DeliveryState.DEAD)),
        oldest=Min("next_attempt_at", filter=on & Q(next_attempt_at__lte=now)),
    )
    age = (now - found["oldest"]).total_seconds() if found["oldest"] is not None else 0.0
    return found["waiting"], age, found["dead"]

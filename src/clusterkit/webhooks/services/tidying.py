"""What is old enough is forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from clusterkit.core.conf import conf
from clusterkit.webhooks.models import Delivery

PORTION: Final = 500


def forget_old(*, now: datetime) -> int:
    """Delete deliveries, with their tries, that are older than the setting WEBHOOK_KEEP_DAYS: a portion at a time.

    Returns how many deliveries. What still waits for a web hook that is off goes too.
    """
    old = Delivery.objects.filter(created_at__lt=now - timedelta(days=conf.WEBHOOK_KEEP_DAYS)).order_by("created_at")
    keys = list(old.values_list("pk", flat=True)[:PORTION])
    if keys:
        Delivery.objects.filter(pk__in=keys).delete()
    return len(keys)

"""Deliveries leave by a job of their own, which a visit asks for where one is due.

One such job runs at a time in a cluster, so another system that is slow holds one lane of the worker and no more.
"""

from __future__ import annotations

from typing import Final

from django.utils import timezone

from clusterkit.jobs.queue import enqueue
from clusterkit.jobs.registry import job
from clusterkit.webhooks.models import Delivery
from clusterkit.webhooks.services import deliver_due

SEND: Final = "webhooks.send"
KEY: Final = "deliveries"


@job(SEND, kept=False)
def send_due(*, actor_id: int | None) -> None:
    """A portion; what is left is the next job's. What waits for an address that failed is left to the next visit."""
    if deliver_due().broken_off:
        send_soon()


def send_soon() -> None:
    """Let a worker send, if anything is due."""
    if Delivery.objects.due(timezone.now()).exists():
        enqueue(SEND, actor_id=None, key=KEY)

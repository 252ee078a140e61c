"""Reactions: the worker's visit sends what is due."""

from __future__ import annotations

from clusterkit.notifications.delivery import deliver_due
from clusterkit.tenancy.hooks import WorkerTick, worker_tick


@worker_tick.connect(order=900)
def send_mails(payload: WorkerTick) -> None:
    """After the others: what they just told leaves in the same visit."""
    deliver_due()

"""Mails leave by a job of their own: at once when one was written, and where a visit finds one that is due.

One such job runs at a time in a cluster, so a slow mail server holds one lane of the worker and no more.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Final

from django.db.models import Count, Min, Q
from django.utils import timezone

from clusterkit.core.ports import Notice
from clusterkit.jobs.hooks import QueueFigure, WaitingWork
from clusterkit.jobs.queue import enqueue
from clusterkit.jobs.registry import job
from clusterkit.notifications.delivery import deliver_due
from clusterkit.notifications.enums import MailState
from clusterkit.notifications.models import OutboxMail
from clusterkit.notifications.services import write_notices

SEND: Final = "notifications.send"
KEY: Final = "mails"
SECONDS: Final = 20.0
"""So long one job goes on; then another cluster may have the lane."""


@job(SEND, kept=False)
def send_due(*, actor_id: int | None) -> None:
    """A portion; what is left is the next job's."""
    deliver_due(until=time.monotonic() + SECONDS)
    send_soon()


def send_soon() -> None:
    """Let a worker send, if anything is due."""
    if OutboxMail.objects.due(timezone.now()).exists():
        enqueue(SEND, actor_id=None, key=KEY)


def write_and_send(notices: Iterable[Notice]) -> None:
    """What stands behind ``core.ports.notices``: the job is written in the transaction of the mails."""
    write_notices(notices)
    enqueue(SEND, actor_id=None, key=KEY)


def mails_waiting(payload: WaitingWork) -> QueueFigure:
    """For the operators' figures."""
    found = OutboxMail.objects.aggregate(
        waiting=Count("pk", filter=Q(state=MailState.PENDING)),
        dead=Count("pk", filter=Q(state=MailState.FAILED)),
        oldest=Min("next_attempt_at", filter=Q(state=MailState.PENDING, next_attempt_at__lte=payload.now)),
    )
    age = (payload.now - found["oldest"]).total_seconds() if found["oldest"] else 0.0
    return QueueFigure("mails", found["waiting"], age, found["dead"])

"""Reactions: the worker's visit makes the digests and sends what is due."""

from __future__ import annotations

from clusterkit.hosting.hooks import ClusterCopied, cluster_copied
from clusterkit.jobs.hooks import waiting_work
from clusterkit.notifications.digests import make_due
from clusterkit.notifications.enums import DropReason, MailState
from clusterkit.notifications.models import OutboxMail
from clusterkit.notifications.sending import mails_waiting, send_soon
from clusterkit.tenancy.hooks import WorkerTick, worker_tick


@worker_tick.connect(order=890)
def make_digests(payload: WorkerTick) -> None:
    """The digests whose hour has come, for a portion of the people."""
    make_due(payload.now)


@worker_tick.connect(order=900)
def send_mails(payload: WorkerTick) -> None:
    """After the others. A job of its own sends, so that a slow mail server does not hold up the visit."""
    send_soon()


waiting_work.connect(mails_waiting)


@cluster_copied.connect
def send_nothing_twice(payload: ClusterCopied) -> None:
    """The cluster that was copied went on and sent what waited. The office may still send such a mail by hand."""
    OutboxMail.objects.filter(state=MailState.PENDING).update(state=MailState.DROPPED, drop_reason=DropReason.COPIED)

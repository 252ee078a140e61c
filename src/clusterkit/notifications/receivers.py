"""Reactions: the worker's visit sends what is due."""

from __future__ import annotations

from clusterkit.hosting.hooks import ClusterCopied, cluster_copied
from clusterkit.notifications.delivery import deliver_due
from clusterkit.notifications.enums import DropReason, MailState
from clusterkit.notifications.models import OutboxMail
from clusterkit.tenancy.hooks import WorkerTick, worker_tick


@worker_tick.connect(order=900)
def send_mails(payload: WorkerTick) -> None:
    """After the others: what they just told leaves in the same visit."""
    deliver_due()


@cluster_copied.connect
def send_nothing_twice(payload: ClusterCopied) -> None:
    """The cluster that was copied went on and sent what waited. The office may still send such a mail by hand."""
    OutboxMail.objects.filter(state=MailState.PENDING).update(state=MailState.DROPPED, drop_reason=DropReason.COPIED)

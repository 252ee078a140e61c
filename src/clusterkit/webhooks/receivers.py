"""Reactions: the worker's visit lets be sent what is due; the office finds its web hooks; a copy of a site sends nothing."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from clusterkit.core.surfaces import Entry, ViewerPayload
from clusterkit.hosting.hooks import ClusterCopied, cluster_copied
from clusterkit.jobs.hooks import QueueFigure, WaitingWork, waiting_work
from clusterkit.tenancy.hooks import WorkerTick, worker_tick
from clusterkit.webhooks.actions import MANAGE
from clusterkit.webhooks.selectors import how_much_waits
from clusterkit.webhooks.sending import send_soon
from clusterkit.webhooks.services import forget_old, silence_copy


@worker_tick.connect(order=910)
def send(payload: WorkerTick) -> None:
    """After the others. A job of its own sends, so that another system that is slow does not hold up the visit."""
    send_soon()
    forget_old(now=payload.now)


@waiting_work.connect
def waiting(payload: WaitingWork) -> QueueFigure:
    """For the operators' figures."""
    return QueueFigure("webhooks", *how_much_waits(payload.now))


@cluster_copied.connect
def send_nothing_twice(payload: ClusterCopied) -> None:
    """The cluster that was copied goes on sending. The copy is silent until the office switches it on."""
    silence_copy()


def account(payload: ViewerPayload) -> Sequence[Entry]:
    """The way to the web hooks, for the office. Asks the database nothing."""
    if not payload.viewer.allows(MANAGE):
        return ()
    return [Entry(_("Web hooks"), reverse("clusterkit_webhooks:endpoints"), order=65)]

"""What the audit log gives to the menu, and what it does in each round of the worker and in a copied cluster."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusterkit.audit import services
from clusterkit.audit.actions import VIEW
from clusterkit.core.surfaces import Entry, ViewerPayload, account_menu
from clusterkit.hosting.hooks import ClusterCopied, cluster_copied
from clusterkit.tenancy.hooks import WorkerTick, worker_tick


@account_menu.connect
def audit_entry(payload: ViewerPayload) -> Sequence[Entry]:
    """For those who may read it."""
    if not payload.viewer.allows(VIEW):
        return []
    return [Entry(_("Audit log"), reverse("clusterkit_audit:list"), order=90)]


@worker_tick.connect(order=990)
def seal_cluster(tick: WorkerTick) -> None:
    """After the others: what they wrote is in the log."""
    services.seal_due(now=tick.now)


@cluster_copied.connect(order=1)
def continue_chain(payload: ClusterCopied) -> None:
    """Before the others write anything: what stands in the log now was signed for the old schema."""
    services.continue_in_copy(old_schema=payload.old_schema)

"""What the registry adds to the menus of the public host, and what it does between two rounds of the worker."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusterkit.audit.services import seal_due
from clusterkit.core.surfaces import Entry, ViewerPayload, account_menu, main_menu
from clusterkit.registry.actions import OPERATE
from clusterkit.registry.services import expire_requests
from clusterkit.tenancy.context import in_cluster
from clusterkit.tenancy.hooks import WorkerRound, worker_round


@main_menu.connect(order=90)
def public_pages(payload: ViewerPayload) -> Sequence[Entry] | None:
    """The catalogue and the form; operators have their console."""
    if in_cluster():
        return None
    entries = [
        Entry(_("Catalogue"), reverse("clusterkit_registry:catalogue"), order=10),
        Entry(_("Open a cluster’s site"), reverse("clusterkit_registry:ask"), order=20),
    ]
    if payload.viewer.allows(OPERATE):
        entries.append(Entry(_("Console"), reverse("clusterkit_registry:overview"), order=30))
    return entries


@account_menu.connect(order=90)
def operators_pages(payload: ViewerPayload) -> Sequence[Entry] | None:
    """The operators' pages."""
    if in_cluster() or not payload.viewer.allows(OPERATE):
        return None
    return [
        Entry(_("Console"), reverse("clusterkit_registry:overview"), order=10),
        Entry(_("Tables of the platform"), reverse("operators:index"), order=20),
    ]


@worker_round.connect
def let_requests_expire(payload: WorkerRound) -> None:
    """A request that nobody confirmed in time keeps no name and no address, whether or not anybody looks at it."""
    expire_requests(now=payload.now)


@worker_round.connect(order=990)
def seal_log(payload: WorkerRound) -> None:
    """After the others: what they wrote is in the platform's log."""
    seal_due(now=payload.now)

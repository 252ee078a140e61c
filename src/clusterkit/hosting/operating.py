"""Closing, opening, renaming a cluster and giving it a host name, with the line in the operators' log.

The services that the console and the commands use. The changes themselves are those of ``clusterkit.tenancy.services``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db import transaction

from clusterkit.core.policies import Action, Actor
from clusterkit.hosting import log
from clusterkit.hosting.actions import ADD_DOMAIN, ARCHIVE, RENAME, RESUME, SUSPEND
from clusterkit.tenancy.context import public_schema
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.models import Cluster, Domain
from clusterkit.tenancy.services import add_domain, rename_cluster, set_status

STATUS_ACTIONS: Final[Mapping[str, Action]] = {
    ClusterStatus.SUSPENDED: SUSPEND,
    ClusterStatus.ACTIVE: RESUME,
    ClusterStatus.ARCHIVED: ARCHIVE,
}
"""What it is called to bring a cluster into a status."""


def change_status(*, cluster: Cluster, status: ClusterStatus, reason: str = "", actor: Actor = log.SYSTEM) -> Cluster:
    """Suspend, archive or open *cluster*. Visitors of a closed one read the *reason*; of one that opens only the log has it.

    Raises ``ValidationError`` for a change that there is not.
    """
    with public_schema(), transaction.atomic():
        before = _locked(cluster).status
        changed = set_status(cluster=cluster, status=status, note=reason)
        log.write(
            actor=actor,
            action=STATUS_ACTIONS[status],
            target=changed,
            before={"status": before},
            after={"status": changed.status},
            reason=reason,
        )
    return changed


def rename(
    *,
    cluster: Cluster,
    slug: str = "",
    name: Mapping[str, str] | str = "",
    short_name: Mapping[str, str] | str = "",
    actor: Actor = log.SYSTEM,
) -> Cluster:
    """Give *cluster* another short address or other names; what is left out stays. Raises ``ValidationError``."""
    with public_schema(), transaction.atomic():
        before = _names(_locked(cluster))
        changed = rename_cluster(cluster=cluster, slug=slug, name=name, short_name=short_name)
        log.write(actor=actor, action=RENAME, target=changed, before=before, after=_names(changed))
    return changed


def add_host(*, cluster: Cluster, host: str, primary: bool = False, actor: Actor = log.SYSTEM) -> Domain:
    """Let *cluster* answer at *host* too. Raises ``ValidationError`` for a name that is taken or cannot be."""
    with public_schema(), transaction.atomic():
        domain = add_domain(cluster=cluster, host=host, primary=primary)
        after = {"domain": domain.domain, "primary": domain.is_primary}
        log.write(actor=actor, action=ADD_DOMAIN, target=cluster, after=after)
    return domain


def _locked(cluster: Cluster) -> Cluster:
    """The row as it is until the end of the transaction, so that the log tells what it was changed from."""
    locked: Cluster = Cluster.objects.select_for_update().get(pk=cluster.pk)
    return locked


def _names(cluster: Cluster) -> dict[str, object]:
    return {"slug": cluster.slug, "name": dict(cluster.name), "short_name": dict(cluster.short_name)}

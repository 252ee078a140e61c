"""Removing a cluster with all it has, step by step, so that a killed run can be taken up again."""

from __future__ import annotations

import logging
import time

from django.db import OperationalError, transaction

from clusterkit.core.conf import conf
from clusterkit.core.policies import Actor
from clusterkit.hosting import log
from clusterkit.hosting.actions import DELETE
from clusterkit.hosting.archives import caches
from clusterkit.hosting.archives.folders import folders_of, remove_all
from clusterkit.hosting.archives.loading import Progress
from clusterkit.hosting.exceptions import HostingError
from clusterkit.hosting.holding import hold
from clusterkit.hosting.hooks import ClusterRemoval, cluster_removal
from clusterkit.tenancy.context import cluster_context, public_schema
from clusterkit.tenancy.enums import SERVED_STATUSES, ClusterStatus
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.provisioning import take_slot
from clusterkit.tenancy.schemas import drop_schema, schema_exists
from clusterkit.tenancy.services import announce_host_change

logger = logging.getLogger("clusterkit.hosting")


def delete_cluster(
    *, cluster: Cluster, reason: str = "", actor: Actor = log.SYSTEM, progress: Progress = lambda *_: None
) -> None:
    """Remove *cluster*: its hosts answer 404 at once, then schema, files, domains, cache entries and row go.

    The operators' log has it from the first moment on: what then stops the removal leaves a cluster that is shut.
    A run that is killed is taken up by :func:`resume_deletion`. Raises ``HostingError``.
    """
    with public_schema(), transaction.atomic():
        row = Cluster.objects.select_for_update().filter(pk=cluster.pk).first()
        if row is not None:
            _shut(row, reason, actor)
    resume_deletion(cluster, progress=progress)


def _shut(cluster: Cluster, reason: str, actor: Actor) -> None:
    before = {"slug": cluster.slug, "status": cluster.status}
    Cluster.objects.filter(pk=cluster.pk).update(status=ClusterStatus.DELETING)
    # The row goes: what it was called stands in the line.
    after = {"status": ClusterStatus.DELETING}
    log.write(actor=actor, action=DELETE, target=cluster, before=before, after=after, reason=reason)
    announce_host_change()


def resume_deletion(cluster: Cluster, *, tell: bool = True, progress: Progress = lambda *_: None) -> None:
    """Remove what is left of a cluster in the status ``deleting``; *tell* calls the ``cluster_removal`` receivers.

    Raises ``BusyError`` where another process does it just now, and ``HostingError`` where it cannot go on.
    """
    row = _fresh(cluster)
    if row is None:
        return
    with hold(row.schema_name):
        progress(0, 4, "waiting for requests under way")
        # Every process asks for changed hosts once in HOST_CACHE_POLL seconds, and what it then serves needs a while.
        time.sleep(conf.HOST_CACHE_POLL + conf.DRAIN_SECONDS)
        _remove(cluster, tell=tell, progress=progress)


def discard(cluster: Cluster) -> None:
    """Remove the half of a cluster that was being made, in the status ``provisioning``: nobody has seen it.

    Ask :func:`clusterkit.hosting.holding.is_held` first whether somebody still makes it.
    """
    _remove(cluster, tell=False, progress=lambda *_: None)


def _fresh(cluster: Cluster) -> Cluster | None:
    """The row as it is now: the object may be older than an exchange of schemas. None where it is gone.

    Raises ``HostingError`` for a cluster that somebody is served from.
    """
    with public_schema():
        row: Cluster | None = Cluster.objects.filter(pk=cluster.pk).first()
    if row is not None and row.status in SERVED_STATUSES:
        raise HostingError(f"The cluster {row.slug} is {row.get_status_display()}: nothing of it was removed.")
    return row


def _remove(given: Cluster, *, tell: bool, progress: Progress) -> None:
    cluster = _fresh(given)
    if cluster is None:
        return
    if tell and schema_exists(cluster.schema_name):
        with cluster_context(cluster):
            cluster_removal.collect(ClusterRemoval(cluster), switched_off=True)
    progress(1, 4, "files")
    count = sum(remove_all(folder) for folder in folders_of(cluster).values())
    progress(2, 4, "tables")
    try:
        with public_schema(), transaction.atomic():
            take_slot()
            drop_schema(cluster.schema_name, served=True)
            # Domains and the results of migrations go with the row.
            Cluster.objects.filter(pk=cluster.pk).delete()
            announce_host_change()
    except OperationalError as error:
        raise HostingError(
            f"The tables of {cluster.slug} are in use ({' '.join(str(error).split())}). Its site is shut already."
            " Run this again later, or clusters repair."
        ) from error
    caches.forget(cluster.schema_name)
    progress(4, 4, cluster.slug)
    logger.info("removed the cluster %s, its schema %s and %d files", cluster.slug, cluster.schema_name, count)

"""The visit to a cluster, in which its apps do what time makes due. Who visits when is the worker's (``clusterkit.jobs``)."""

from __future__ import annotations

from django.utils import timezone, translation

from clusterkit.tenancy.context import cluster_context
from clusterkit.tenancy.hooks import WorkerTick, worker_tick
from clusterkit.tenancy.models import Cluster


def visit(cluster: Cluster) -> None:
    """One visit, in the cluster's schema, time zone and first language."""
    language = next(iter(cluster.languages), translation.get_language() or "en")
    with cluster_context(cluster), timezone.override(cluster.time_zone), translation.override(language):
        worker_tick.announce(WorkerTick(cluster, timezone.now()))

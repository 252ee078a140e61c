"""What the commands share that work on one cluster."""

from __future__ import annotations

from django.core.management.base import CommandError

from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.selectors import cluster_by_name


def require_cluster(name: str) -> Cluster:
    """The cluster of this short address or host name. Raises ``CommandError`` in one line for an unknown one."""
    cluster = cluster_by_name(name)
    if cluster is None:
        raise CommandError(f"There is no cluster {name!r}: give its short address or one of its host names.")
    return cluster

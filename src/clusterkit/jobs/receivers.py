"""What becomes of jobs when a cluster is removed, and in a copy of one."""

from __future__ import annotations

from collections.abc import Sequence

from clusterkit.hosting.hooks import (
    ClusterCopied,
    ClusterRemoval,
    Leftovers,
    cluster_copied,
    cluster_removal,
    leftovers,
)
from clusterkit.jobs.models import DueTime, Job, Turn
from clusterkit.jobs.scheduling import forget_schema


@cluster_removal.connect
def remove_jobs(payload: ClusterRemoval) -> None:
    """With the cluster."""
    forget_schema(payload.cluster.schema_name)


@cluster_copied.connect(order=1)
def copy_runs_nothing(payload: ClusterCopied) -> None:
    """Jobs name the schema that they were given in, so a copy has none; what a former owner of the name left goes."""
    forget_schema(payload.cluster.schema_name)


@leftovers.connect
def jobs_of_nobody(payload: Leftovers) -> Sequence[str]:
    """Jobs of schemas that are no more."""
    found: set[str] = set()
    for model in (Job, DueTime, Turn):
        names = model._default_manager.order_by().values_list("schema_name", flat=True).distinct()
        found |= {name for name in names if name not in payload.known}
    if payload.remove:
        for name in found:
            forget_schema(name)
    return [f"jobs of {name}" for name in sorted(found)]

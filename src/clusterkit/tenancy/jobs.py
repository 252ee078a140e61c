"""Work given to a queue of the host's choice: what travels, and how it is taken up.

A task without a cluster would run wherever its worker last stood. So the payload names the schema, the person who
asked, and keys; never objects. The rights of that person are asked again when the work is done, by the services.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from clusterkit.tenancy.context import in_cluster, public_schema, required_schema, run_in_cluster
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.exceptions import NoClusterError
from clusterkit.tenancy.models import Cluster

R = TypeVar("R")


def make_payload(*, actor_id: int | None, **values: Any) -> dict[str, Any]:
    """What a queue carries for work in the cluster in force: *actor_id* (None for nobody's) and JSON *values*.

    Raises ``NoClusterError`` in public and nowhere.
    """
    schema = required_schema("A job")
    if not in_cluster():
        raise NoClusterError("A job belongs to a cluster: give it to the queue inside of cluster_context(cluster)")
    return {"schema": schema, "actor_id": actor_id, "values": values}


def take_up(payload: Mapping[str, Any], function: Callable[..., R]) -> R:
    """Call ``function(actor_id=…, **values)`` in the cluster of the payload.

    Raises ``NoClusterError`` for a payload without a schema, and for a cluster that is not open: suspended,
    archived, removed since.
    """
    schema = payload.get("schema")
    with public_schema():
        cluster = Cluster.objects.filter(schema_name=schema, status=ClusterStatus.ACTIVE).first() if schema else None
    if cluster is None:
        raise NoClusterError(f"This job names no open cluster: {schema!r}")
    return run_in_cluster(cluster, function, actor_id=payload["actor_id"], **payload["values"])

"""Hook points of the tenancy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clusterkit.core.hookpoints import Collect

if TYPE_CHECKING:
    from clusterkit.tenancy.models import Cluster


@dataclass(frozen=True)
class ClusterCreated:
    """The new cluster; the connection stands in its schema, inside the creating transaction."""

    cluster: Cluster


cluster_created: Collect[ClusterCreated, None] = Collect(
    "cluster_created",
    ClusterCreated,
    "Fill a new cluster with first rows. An exception undoes the whole creation, which is meant.",
)

"""Hook points of the tenancy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from clusterkit.core.hookpoints import Collect, Notify

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


@dataclass(frozen=True)
class WorkerTick:
    """The cluster that the worker visits, and the moment of the visit; the connection stands in its schema."""

    cluster: Cluster
    now: datetime


worker_tick: Notify[WorkerTick] = Notify(
    "worker_tick",
    WorkerTick,
    "Called by the worker in each open cluster, again and again: do what time makes due, in small portions.",
)


@dataclass(frozen=True)
class WorkerRound:
    """The moment at which the worker begins a round; the connection stands in public."""

    now: datetime


worker_round: Notify[WorkerRound] = Notify(
    "worker_round",
    WorkerRound,
    "Called by the worker once before each round of the clusters: do what the platform itself needs, in small portions.",
)

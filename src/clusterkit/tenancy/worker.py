"""The worker: visits every open cluster in turn and lets the rooms do there what time makes due."""

from __future__ import annotations

import logging
import threading

from django.db import close_old_connections
from django.utils import timezone, translation

from clusterkit.tenancy.context import cluster_context, public_schema
from clusterkit.tenancy.hooks import WorkerRound, WorkerTick, worker_round, worker_tick
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.selectors import active_clusters

logger = logging.getLogger("clusterkit.worker")


class Worker:
    """Goes round the clusters until it is stopped. A cluster that fails does not keep the others."""

    def __init__(self, *, interval: float = 1.0) -> None:
        self.interval = interval
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Finish the cluster at hand and return; safe to call from a signal handler."""
        self._stopped.set()

    def run(self) -> None:
        """Go round again and again, *interval* seconds apart, until :meth:`stop`."""
        while not self._stopped.is_set():
            close_old_connections()
            try:
                self.go_round()
            except Exception:
                # The database may be away for a while: that must not end the worker.
                logger.exception("the round failed")
            self._stopped.wait(self.interval)

    def go_round(self) -> int:
        """Visit each open cluster once. Returns how many were visited."""
        visited = 0
        with public_schema():
            worker_round.announce(WorkerRound(timezone.now()))
        for cluster in active_clusters():
            if self._stopped.is_set():
                break
            try:
                visit(cluster)
            except Exception:
                logger.exception("the visit to %s failed", cluster.slug)
            visited += 1
        return visited


def visit(cluster: Cluster) -> None:
    """One visit, in the cluster's schema, time zone and first language."""
    language = next(iter(cluster.languages), translation.get_language() or "en")
    with cluster_context(cluster), timezone.override(cluster.time_zone), translation.override(language):
        worker_tick.announce(WorkerTick(cluster, timezone.now()))

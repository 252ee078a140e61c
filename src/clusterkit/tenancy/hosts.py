"""Host name -> cluster, remembered in the process.

A version row in public is counted up by every change and read at most once in ``HOST_CACHE_POLL`` seconds, so
that the other processes see a change within a second behind any pooler. An unknown host is remembered too,
and never falls back to public. The memory is bounded: the Host header is an attacker's to choose.
"""

from __future__ import annotations

import copy
import threading
import time
from collections import OrderedDict

from clusterkit.core.conf import conf
from clusterkit.tenancy.context import public_schema
from clusterkit.tenancy.models import Cluster, HostVersion
from clusterkit.tenancy.selectors import cluster_by_host


def normalise_host(host: str) -> str:
    """The host name as it is stored: lower case, without port and trailing dot."""
    name = host.strip().lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0].rstrip(".")


class HostCache:
    """The memory of one process. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._clusters: OrderedDict[str, Cluster | None] = OrderedDict()
        self._version: int | None = None
        self._asked_at = 0.0

    def get(self, host: str) -> Cluster | None:
        """The cluster that answers at *host*: a copy of its own for the caller, or None for an unknown host."""
        name = normalise_host(host)
        self._forget_if_changed()
        with self._lock:
            if name in self._clusters:
                self._clusters.move_to_end(name)
                return copy.copy(self._clusters[name])
            version = self._version
        cluster = cluster_by_host(name)
        with self._lock:
            if self._version == version:
                self._clusters[name] = cluster
                while len(self._clusters) > conf.HOST_CACHE_SIZE:
                    self._clusters.popitem(last=False)
        return copy.copy(cluster)

    def clear(self) -> None:
        """Forget everything now (this process changed something itself)."""
        with self._lock:
            self._clusters.clear()
            self._version = None
            self._asked_at = 0.0

    def _forget_if_changed(self) -> None:
        now = time.monotonic()
        with self._lock:
            if self._version is not None and now - self._asked_at < conf.HOST_CACHE_POLL:
                return
            self._asked_at = now
        version = read_version()
        with self._lock:
            if version != self._version:
                self._clusters.clear()
                self._version = version


def read_version() -> int:
    """The number of the last change of clusters and domains."""
    with public_schema():
        return HostVersion.objects.values_list("number", flat=True).order_by("-number").first() or 0


host_cache = HostCache()

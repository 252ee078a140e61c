"""What serving one more cluster costs in memory: of the web process, and of its database backend."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from typing import Any

from bench.table import Result

CLUSTERS = int(os.environ.get("CLUSTERS") or "300")
"""So many clusters are served by one process; a small number tries the benchmark itself."""
WARM = 3
"""The first ones fill what is filled once: templates, translations, the plans of the queries."""
PAGES = ("/", "/participants/", "/events/")


def memory(cluster: Any) -> Iterator[Result]:
    """``memory.*.mb`` after serving all beside the same before, and ``memory.*.kb_per_cluster``, their difference."""
    from clusterkit.tenancy.provisioning import create_cluster

    hosts = [f"memory{number}.testserver" for number in range(CLUSTERS + WARM)]
    for number, host in enumerate(hosts):
        create_cluster(slug=f"memory{number}", host=host, name=f"Memory {number}")
    _new_backend()
    for host in hosts[:WARM]:
        _serve(host)
    before = _web_bytes(), _backend_bytes()
    for host in hosts[WARM:]:
        _serve(host)
    after = _web_bytes(), _backend_bytes()
    for name, start, end in zip(("web", "backend"), before, after, strict=True):
        yield Result.of(f"memory.{name}.mb", end / 2**20, "MB", f"after {WARM} clusters", start / 2**20)
        grown = (end - start) / 1024 / CLUSTERS
        yield Result.of(f"memory.{name}.kb_per_cluster", grown, "kB", f"at start, over {CLUSTERS}", start / 1024)


def _serve(host: str) -> None:
    """Some pages as a guest sees them, over the connection that served the clusters before."""
    from django.test import Client

    client = Client(headers={"host": host, "accept-language": "en"})
    for path in PAGES:
        status = client.get(path).status_code
        assert status == 200, (host, path, status)


def _new_backend() -> None:
    from django.db import connection

    connection.close()


def _web_bytes() -> int:
    import psutil

    gc.collect()
    return int(psutil.Process().memory_info().rss)


def _backend_bytes() -> int:
    """The memory that belongs to the backend alone, as PostgreSQL itself counts it."""
    from clusterkit.tenancy.context import public_schema, tenant_connection

    with public_schema(), tenant_connection().cursor() as cursor:
        cursor.execute("SELECT sum(total_bytes) FROM pg_backend_memory_contexts")
        return int(cursor.fetchone()[0])

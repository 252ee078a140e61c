"""What a worker asks of the database while nothing happens, with few clusters and with many."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from bench.hosting_migrate import make_clusters
from bench.table import Result


def idle(cluster: Any) -> Iterator[Result]:
    """``jobs.idle.round_sql``, ``.round_ms`` and ``.second_sql``; ``CLUSTERS`` says how many are many (300).

    The first two are one look for work beside the same with three clusters. The third is everything in a second, the
    visits that come round by themselves included, beside a visit to each cluster in every second.
    """
    from clusterkit.core.conf import conf

    make_clusters(3)
    few_sql, few_ms = look()
    number = len(make_clusters(int(os.environ.get("CLUSTERS", "300"))))
    many_sql, many_ms = look()
    visit = visit_sql(cluster)
    yield Result.of("jobs.idle.round_sql", many_sql, "SQL", f"3 clusters instead of {number}", few_sql)
    yield Result.of("jobs.idle.round_ms", many_ms, "ms", f"3 clusters instead of {number}", few_ms)
    second = many_sql + visit * number / conf.VISIT_SECONDS
    yield Result.of("jobs.idle.second_sql", second, "SQL/s", "each cluster visited every second", visit * number)


def look() -> tuple[float, float]:
    """Statements and milliseconds of a look for work that finds none: the median of twenty."""
    from statistics import median

    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from clusterkit.jobs import claiming, scheduling
    from clusterkit.tenancy.context import public_schema

    scheduling.announce_clusters(timezone.now())
    with public_schema():
        from clusterkit.jobs.models import DueTime

        DueTime.objects.update(next_at=timezone.now() + timedelta(hours=1))
    times, counts = [], []
    for _round in range(20):
        with CaptureQueriesContext(connection) as queries:
            start = time.perf_counter()
            scheduling.start_due(timezone.now())
            assert claiming.claim(worker="bench") is None
            times.append((time.perf_counter() - start) * 1000)
        counts.append(len(queries))
    return median(counts), median(times)


def visit_sql(cluster: Any) -> int:
    """Statements of one visit to a cluster in which nothing happens."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from clusterkit.tenancy.worker import visit

    visit(cluster)
    with CaptureQueriesContext(connection) as queries:
        visit(cluster)
    return len(queries)

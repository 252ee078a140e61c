"""Reads of the queue for operators."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from clusterkit.jobs.enums import JobState
from clusterkit.jobs.hooks import WaitingWork, waiting_work
from clusterkit.jobs.models import Job
from clusterkit.tenancy.context import cluster_context, public_schema
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.selectors import active_clusters


@dataclass(frozen=True)
class Figure:
    """One kind of work in one cluster. ``oldest_seconds`` is for how long the oldest is due and not begun yet."""

    cluster: str
    schema: str
    kind: str
    waiting: int
    running: int
    dead: int
    oldest_seconds: float

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def job_figures(now: datetime) -> list[Figure]:
    """Length and age of the queue by cluster and kind: one query for all clusters, and one for their names."""
    with public_schema():
        slugs = dict(Cluster.objects.values_list("schema_name", "slug"))
        rows = list(
            Job.objects.exclude(state=JobState.DONE)
            .order_by("schema_name", "code")
            .values("schema_name", "code")
            .annotate(
                waiting=Count("pk", filter=Q(state=JobState.WAITING)),
                running=Count("pk", filter=Q(state=JobState.RUNNING)),
                dead=Count("pk", filter=Q(state=JobState.DEAD)),
                oldest=Min("run_at", filter=Q(state=JobState.WAITING, run_at__lte=now)),
            )
        )
    return [
        Figure(
            slugs.get(row["schema_name"], ""),
            row["schema_name"],
            row["code"],
            row["waiting"],
            row["running"],
            row["dead"],
            round((now - row["oldest"]).total_seconds(), 1) if row["oldest"] else 0.0,
        )
        for row in rows
    ]


def own_figures(now: datetime) -> list[Figure]:
    """What the apps keep in queues of their own, such as mails: each open cluster is asked."""
    found = []
    for cluster in active_clusters():
        with cluster_context(cluster):
            for item in waiting_work.collect(WaitingWork(now)):
                if item.waiting or item.dead:
                    numbers = (item.waiting, 0, item.dead, round(item.oldest_seconds, 1))
                    found.append(Figure(cluster.slug, cluster.schema_name, item.kind, *numbers))
    return found


def dead_jobs(*, schema: str | None = None) -> QuerySet[Job]:
    """Those that were given up, the newest first. Evaluate it in the public schema."""
    rows = Job.objects.filter(state=JobState.DEAD).order_by("-pk")
    return rows.filter(schema_name=schema) if schema is not None else rows

"""What comes round by itself: one row for each schedule in each cluster says when. Safe to run in several workers."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django_tenants.utils import get_public_schema_name, quote_schema_name

from clusterkit.jobs.backends import NewJob, backend
from clusterkit.jobs.models import DueTime, Turn
from clusterkit.jobs.registry import schedules
from clusterkit.tenancy.context import in_cluster, public_schema, required_schema, tenant_connection
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.models import Cluster

PORTION = 500
KEY = "schedule"


def announce_clusters(now: datetime) -> None:
    """Make the rows of clusters and schedules that are new; due times are spread, so that not all come at once.

    Three queries, however many clusters there are.
    """
    with public_schema():
        zones = dict(Cluster.objects.filter(status=ClusterStatus.ACTIVE).values_list("schema_name", "time_zone"))
        turns = set(Turn.objects.values_list("schema_name", flat=True))
        new = [Turn(schema_name=schema) for schema in zones if schema not in turns]
        if new:
            Turn.objects.bulk_create(new, ignore_conflicts=True)
        there = set(DueTime.objects.filter(code__in=schedules).values_list("schema_name", "code"))
        rows = [
            DueTime(
                schema_name=schema,
                code=code,
                # Spreading is no secret.
                next_at=item.rhythm.first(now, ZoneInfo(zone), random.random()),  # noqa: S311
            )
            for schema, zone in zones.items()
            for code, item in schedules.items()
            if (schema, code) not in there
        ]
        if rows:
            DueTime.objects.bulk_create(rows, ignore_conflicts=True)


def start_due(now: datetime) -> int:
    """Turn what is due in open clusters into jobs. Returns how many.

    The row is locked and moved on in the transaction that writes the job: of two workers one does it, and one that
    dies in between leaves it due. Schedules that this process does not know are left to one that does.
    """
    started = 0
    with public_schema(), transaction.atomic():
        rows = list(
            DueTime.objects.filter(next_at__lte=now, code__in=list(schedules), schema_name__in=_open_schemas())
            .order_by("next_at")
            .select_for_update(of=("self",), skip_locked=True)[:PORTION]
        )
        if not rows:
            return 0
        names = {row.schema_name for row in rows}
        zones = dict(Cluster.objects.filter(schema_name__in=names).values_list("schema_name", "time_zone"))
        for row in rows:
            zone = ZoneInfo(zones[row.schema_name])
            row.next_at = schedules[row.code].rhythm.after(row.next_at, now, zone)
            started += 1
        DueTime.objects.bulk_update(rows, ["next_at"])
        backend().put([NewJob(row.schema_name, row.code, None, key=KEY) for row in rows])
    return started


def make_due(code: str) -> None:
    """Let the schedule *code* come round at once in the cluster in force: something happened that it looks for.

    Nothing is done in public and nowhere. One statement that touches nothing where it is due already.
    """
    if not in_cluster():
        return
    table = f"{quote_schema_name(get_public_schema_name())}.{quote_schema_name(DueTime._meta.db_table)}"
    now = timezone.now()
    with tenant_connection().cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET next_at = %s WHERE schema_name = %s AND code = %s AND next_at > %s",  # noqa: S608
            [now, required_schema("A schedule"), code, now],
        )


def start_all(code: str) -> int:
    """Let the schedule *code* be due in every open cluster at once. Returns in how many."""
    with public_schema():
        rows = DueTime.objects.filter(code=code, schema_name__in=_open_schemas())
        return rows.update(next_at=timezone.now())


def _open_schemas() -> Any:
    return Cluster.objects.filter(status=ClusterStatus.ACTIVE).values("schema_name")


def forget_schema(schema: str) -> None:
    """The cluster is gone: its jobs, due times and turn go too."""
    from clusterkit.jobs.models import Job

    with public_schema():
        for model in (Job, DueTime, Turn):
            model._default_manager.filter(schema_name=schema).delete()

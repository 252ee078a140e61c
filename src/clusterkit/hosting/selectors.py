"""Reads of whole clusters for operators."""

from __future__ import annotations

from typing import Any

from django.db import connection

from clusterkit.tenancy.context import public_schema
from clusterkit.tenancy.models import Cluster, Domain


def all_clusters(*, status: str | None = None) -> list[Cluster]:
    """Every cluster by slug, whatever its status, or those in *status*."""
    with public_schema():
        rows = Cluster.objects.order_by("slug")
        return list(rows.filter(status=status) if status else rows)


def facts_of(cluster: Cluster) -> dict[str, Any]:
    """What an operator asks about one cluster: plain values, sizes in bytes."""
    with public_schema():
        domains = list(
            Domain.objects.filter(tenant=cluster).order_by("-is_primary", "domain").values_list("domain", flat=True)
        )
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0), count(*) FROM pg_class c"
                " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = %s AND c.relkind = 'r'",
                [cluster.schema_name],
            )
            size, tables = cursor.fetchone()
    return {
        "slug": cluster.slug,
        "name": str(cluster),
        "status": cluster.status,
        "schema": cluster.schema_name,
        "domains": domains,
        "languages": cluster.languages,
        "time_zone": cluster.time_zone,
        "tables": int(tables),
        "bytes": int(size),
        "created_at": cluster.created_at.isoformat(timespec="seconds"),
    }

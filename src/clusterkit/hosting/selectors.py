"""Reads of whole clusters for operators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from clusterkit.hosting.migrating.states import StateLoader, applied_in, digests_of, pending_after
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
    tables, size = sizes_of([cluster.schema_name]).get(cluster.schema_name, (0, 0))
    return {
        "slug": cluster.slug,
        "name": str(cluster),
        "status": cluster.status,
        "schema": cluster.schema_name,
        "domains": domains,
        "languages": cluster.languages,
        "time_zone": cluster.time_zone,
        "tables": tables,
        "bytes": size,
        "pending_migrations": pending_migrations_of([cluster.schema_name]).get(cluster.schema_name),
        "created_at": cluster.created_at.isoformat(timespec="seconds"),
    }


def sizes_of(schemas: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Number of tables and size in bytes by schema, one query for all; a schema that does not exist is left out."""
    with public_schema(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.nspname, count(*), coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ANY(%s) AND c.relkind = 'r'"
            " GROUP BY n.nspname",
            [list(schemas)],
        )
        return {schema: (int(tables), int(size)) for schema, tables, size in cursor.fetchall()}


def pending_migrations_of(schemas: Sequence[str]) -> dict[str, int]:
    """How many migrations each schema lacks; one that has no table of migrations is left out.

    One query for all, and one more for each state that this process has not met yet.
    """
    digests = digests_of(schemas)
    for schema, digest in digests.items():
        if digest not in _pending:
            _pending[digest] = len(pending_after(StateLoader(applied_in(schema))))
    return {schema: _pending[digest] for schema, digest in digests.items()}


_pending: dict[str, int] = {}
"""What lacks in a state, by its digest: the migration files of a running process do not change."""

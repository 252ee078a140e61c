"""The database server: room for locks, Citus."""

from __future__ import annotations

from collections.abc import Iterator

from clusterkit.hosting.doctor.findings import Finding
from clusterkit.tenancy.context import tenant_connection
from clusterkit.tenancy.models import Cluster

LOCKS = 128
"""A creation holds some 730 locks; with less than this a few at once fill the table of locks."""


def examine() -> Iterator[Finding]:
    """Call it in the public schema."""
    with tenant_connection().cursor() as cursor:
        cursor.execute("SELECT current_setting('max_locks_per_transaction')::int")
        locks = int(cursor.fetchone()[0])
        if locks < LOCKS:
            yield Finding(
                id="clusterkit.W100",
                severity="warning",
                what=f"max_locks_per_transaction is {locks}: making several clusters at once may fail",
                remedy="Set it to 256 in postgresql.conf and start PostgreSQL anew.",
            )
        # A view of Citus; where it is not installed there is nothing to distribute.
        cursor.execute("SELECT to_regclass('citus_schemas') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return
        cursor.execute("SELECT schema_name::text FROM citus_schemas")
        distributed = {name for (name,) in cursor.fetchall()}
    for cluster in Cluster.objects.order_by("slug"):
        if cluster.schema_name not in distributed:
            yield Finding(
                id="clusterkit.E101",
                severity="error",
                what=f"Citus does not know the schema {cluster.schema_name} of {cluster.slug}: it stays on one machine",
                remedy=f"SELECT citus_schema_distribute('{cluster.schema_name}');",
                cluster=cluster.slug,
            )

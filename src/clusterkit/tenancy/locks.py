"""Exclusion where there is no row to lock yet."""

from __future__ import annotations

from clusterkit.tenancy.context import current_schema, tenant_connection


def hold(*words: str) -> None:
    """Let one transaction at a time go on that names these *words* in this cluster; the others wait for its end.

    It ends with the transaction and so is safe behind a pooler. Where there is a row, lock the row instead.
    """
    with tenant_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", ["\n".join((current_schema(), *words))])

"""What somebody does who has the database and not the key: SQL past the package, in the schema in force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from clusterkit.audit.services import Check, verify

ROWS, SEALS, CHAINS = "clusterkit_audit_auditrow", "clusterkit_audit_auditseal", "clusterkit_audit_auditchain"


def run(statement: str, *values: Any) -> None:
    """Run one statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def rows_of(table: str) -> list[tuple[Any, ...]]:
    """All rows of a table as they stand."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
        return list(cursor.fetchall())


def copy_of(table: str) -> str:
    """The name of a copy of *table*, to be put back later by :func:`put_back`."""
    run(f"CREATE TEMPORARY TABLE kept_{table} ON COMMIT DROP AS SELECT * FROM {table}")
    return f"kept_{table}"


def put_back(table: str) -> None:
    """Let *table* hold what it held when :func:`copy_of` was called."""
    run(f"DELETE FROM {table}")
    run(f"INSERT INTO {table} SELECT * FROM kept_{table}")


def told(check: Check | None = None) -> set[tuple[str, int]]:
    """What a look over the log finds now: kinds of fault and numbers."""
    found = check or verify()
    assert found.is_whole is not bool(found.findings)
    return {(item.fault.value, item.number) for item in found.findings}


def faults(check: Check | None = None) -> set[str]:
    """As :func:`told`, the kinds alone."""
    return {fault for fault, _number in told(check)}


def keys(rows: Sequence[Any]) -> list[int]:
    """Their numbers."""
    return [row.pk for row in rows]

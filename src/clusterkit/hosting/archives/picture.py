"""One moment of a cluster: its rows, domains, migrations and the number of rows in each table, all of one snapshot."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from django_tenants.utils import get_public_schema_name, quote_schema_name

from clusterkit.hosting.archives.programs import dump_arguments, password_of
from clusterkit.hosting.exceptions import HostingError
from clusterkit.hosting.holding import own_connection
from clusterkit.tenancy.models import Cluster, Domain

TABLES_A_QUERY = 200


@dataclass(frozen=True)
class Picture:
    """See the module. ``dump`` is the command that prints the schema of the same moment, ``environment`` for it."""

    cluster: dict[str, Any]
    domains: list[dict[str, Any]]
    migrations: list[str]
    tables: dict[str, int]
    server_version: int
    schema: str
    dump: list[str]
    environment: dict[str, str]


@contextmanager
def picture_of(cluster: Cluster) -> Iterator[Picture]:
    """Take it. The snapshot lives as long as the block. Raises ``HostingError`` where the schema cannot be archived."""
    schema = cluster.schema_name
    with own_connection("clusterkit backup") as raw:
        raw.rollback()
        raw.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        raw.read_only = True
        snapshot = _value(raw, "SELECT pg_export_snapshot()")
        raw.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        tables = _tables(raw, schema)
        yield Picture(
            cluster=_rows(raw, Cluster._meta.db_table, "id", cluster.pk)[0],
            domains=_rows(raw, Domain._meta.db_table, "tenant_id", cluster.pk),
            migrations=_migrations(raw, schema, tables),
            tables=count_rows(raw, schema, tables),
            server_version=raw.info.server_version,
            schema=schema,
            dump=dump_arguments(raw, schema, snapshot),
            environment=password_of(raw),
        )


def _value(raw: psycopg.Connection[Any], query: str) -> Any:
    row = raw.execute(query).fetchone()
    return row[0] if row else None


def _rows(raw: psycopg.Connection[Any], table: str, column: str, value: int) -> list[dict[str, Any]]:
    place = f"{quote_schema_name(get_public_schema_name())}.{table}"
    query = f"SELECT to_jsonb(t)::text FROM {place} t WHERE {column} = %s ORDER BY id"  # noqa: S608 (names of models)
    return [json.loads(row[0]) for row in raw.execute(query, [value]).fetchall()]


def _tables(raw: psycopg.Connection[Any], schema: str) -> list[str]:
    """The tables. Raises ``HostingError`` for a missing schema, and for what stands in it that no archive can move."""
    if not _value(raw, f"SELECT to_regnamespace('{quote_schema_name(schema)}') IS NOT NULL"):
        raise HostingError(f"The schema {schema} of the cluster is missing: there is nothing to back up.")
    strange = raw.execute(
        "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = %(schema)s"
        " UNION ALL SELECT g.tgname FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid"
        " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = %(schema)s AND NOT g.tgisinternal",
        {"schema": schema},
    ).fetchall()
    if strange:
        raise HostingError(
            f"Functions and triggers cannot be moved to another schema, and {schema} has some"
            f" ({', '.join(sorted(name for (name,) in strange)[:5])}). Put functions into public and do without triggers."
        )
    found = raw.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = %s AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1",
        [schema],
    ).fetchall()
    return [name for (name,) in found]


def _migrations(raw: psycopg.Connection[Any], schema: str, tables: list[str]) -> list[str]:
    if "django_migrations" not in tables:
        raise HostingError(
            f"The schema {schema} has no table of migrations: it is damaged. Restore it from an archive."
        )
    rows = raw.execute(f"SELECT app, name FROM {quote_schema_name(schema)}.django_migrations ORDER BY id")  # noqa: S608
    return [f"{app}.{name}" for app, name in rows.fetchall()]


def count_rows(cursor: Any, schema: str, tables: list[str]) -> dict[str, int]:
    """The number of rows by table. *cursor* is anything with ``execute`` that answers a psycopg cursor."""
    found: dict[str, int] = {}
    for start in range(0, len(tables), TABLES_A_QUERY):
        part = tables[start : start + TABLES_A_QUERY]
        each = (
            f"SELECT {index}, count(*) FROM {quote_schema_name(schema)}.{quote_schema_name(table)}"  # noqa: S608
            for index, table in enumerate(part)
        )
        found.update({part[index]: number for index, number in cursor.execute(" UNION ALL ".join(each)).fetchall()})
    return found

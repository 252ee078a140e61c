"""Replaying a record into a new schema: one transaction, one round trip (a psycopg pipeline).

A list of statements, not one string: that works on Citus too, where a string of many commands is refused.
"""

from __future__ import annotations

import json
from typing import Any

import psycopg
from django.db import connection
from django_tenants.utils import quote_schema_name

from clusterkit.tenancy.models import SchemaRecord


def replay_into(schema_name: str, record: SchemaRecord) -> None:
    """Make *schema_name* with the tables and rows of *record*, in the running transaction.

    The caller holds the transaction: what fails is rolled back with everything else of the creation.
    """
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    commands = [f"CREATE SCHEMA {quote_schema_name(schema_name)}"]
    commands.append(f"SET LOCAL search_path = {quote_schema_name(schema_name)}")
    commands += record.statements
    with raw.pipeline(), raw.cursor() as cursor:
        for command in commands:
            cursor.execute(command, prepare=False)
        insert_rows(cursor, record.rows)
    # The connection's idea of its path is stale now: the next cursor sends it anew.
    connection.search_path_set_schemas = None  # type: ignore[attr-defined]


def insert_rows(cursor: Any, rows: list[dict[str, Any]]) -> None:
    """Put the *rows* of a record into the tables of the schema in force, and let counting go on after them."""
    for entry in rows:
        cursor.execute(_insert_statement(entry["table"], entry["columns"]), [json.dumps(entry["rows"])])
        if "id" in entry["columns"] and all(isinstance(row["id"], int) for row in entry["rows"]):
            highest = max(row["id"] for row in entry["rows"])
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [f'"{entry["table"]}"', highest])


def _insert_statement(table: str, columns: list[str]) -> str:
    """The INSERT that fills *table* from one JSON parameter, identity values included."""
    names = ", ".join(f'"{column}"' for column in columns)
    return (
        f'INSERT INTO "{table}" ({names}) OVERRIDING SYSTEM VALUE '  # noqa: S608 (names come from the catalogue)
        f'SELECT {names} FROM jsonb_populate_recordset(NULL::"{table}", %s::jsonb)'
    )

"""Recording what the migrations do to an empty schema.

The migrations run once on a template schema while every DDL statement is written down; the rows they leave
(``django_migrations``, content types, permissions, seeds of host migrations) are read at the end. Replaying
both gives a schema that ``pg_dump --schema-only`` cannot tell from a migrated one, in one round trip.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import sqlparse
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from clusterkit import __version__
from clusterkit.tenancy.context import public_schema, schema_context
from clusterkit.tenancy.exceptions import ProvisioningError
from clusterkit.tenancy.models import SchemaRecord
from clusterkit.tenancy.placement import labels_in
from clusterkit.tenancy.provisioning.marks import make_marked_schema
from clusterkit.tenancy.schemas import drop_schema

REPLAYABLE = ("CREATE", "ALTER", "DROP", "COMMENT")


def migration_key() -> str:
    """Names the state of the migration files and of the cluster's apps: changes when a record would be stale.

    The names of the files are enough, so nothing of them is loaded: every creation asks for the key.
    """
    labels = sorted(cluster_app_labels())
    files = [f"{label}.{name}" for label in labels for name in _migration_files(label)]
    text = json.dumps([__version__, labels, files])
    return hashlib.sha256(text.encode()).hexdigest()


def _migration_files(label: str) -> list[str]:
    module_name, _explicit = MigrationLoader.migrations_module(label)
    if module_name is None:
        return []
    try:
        module = import_module(module_name)
    except ModuleNotFoundError:
        return []
    return sorted(name for _finder, name, _package in iter_modules(module.__path__) if name[0] not in "_~")


def cluster_app_labels() -> set[str]:
    """Labels of the installed apps whose tables stand in each cluster."""
    return labels_in(settings.TENANT_APPS)


def ensure_record() -> str:
    """The key of the record for the migrations as they are now; the record is made first where there is none."""
    key = migration_key()
    with public_schema():
        if SchemaRecord.objects.filter(key=key).exists():
            return key
    return str(record_schema(key).key)


def current_record() -> SchemaRecord:
    """The record for the migrations as they are now; made first where there is none."""
    key = migration_key()
    with public_schema():
        record = SchemaRecord.objects.filter(key=key).first()
    return record if record is not None else record_schema(key)


def record_schema(key: str | None = None) -> SchemaRecord:
    """Run the migrations on a template schema, write down what they did, and drop the template.

    Raises ``ProvisioningError`` inside a transaction: migrations manage their own.
    """
    if connection.in_atomic_block:
        raise ProvisioningError("The migrations cannot be recorded inside a transaction")
    key = key or migration_key()
    template = f"clusterkit_template_{secrets.token_hex(6)}"
    try:
        make_marked_schema(template)
        with schema_context(template):
            statements: list[str] = []
            with connection.execute_wrapper(_Recorder(statements)):
                call_command("migrate_schemas", schema_name=template, interactive=False, verbosity=0)
        with schema_context(template):
            rows = read_rows()
    finally:
        drop_schema(template)
    with public_schema():
        record, _made = SchemaRecord.objects.update_or_create(
            key=key, defaults={"statements": statements, "rows": rows}
        )
        SchemaRecord.objects.exclude(pk=record.pk).delete()
    return record


class _Recorder:
    """An execute wrapper that keeps the DDL, with its parameters filled in."""

    def __init__(self, statements: list[str]) -> None:
        self.statements = statements

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        text = str(sql)
        if params and text.lstrip().upper().startswith(REPLAYABLE):
            text = context["cursor"].mogrify(text, params)
        # Django joins some commands with semicolons; a pipeline takes them one by one. "SET CONSTRAINTS" is
        # dropped: it empties the queue of checks, and in a schema without rows there is none.
        for command in sqlparse.split(text):
            if command.upper().startswith(REPLAYABLE) and not command.upper().startswith("CREATE SCHEMA"):
                self.statements.append(command.rstrip().rstrip(";"))
        return execute(sql, params, many, context)


def read_rows() -> list[dict[str, Any]]:
    """All rows of the schema in force, as JSON text by table, in an order that foreign keys allow."""
    found: list[dict[str, Any]] = []
    with connection.cursor() as cursor:
        for table in table_order(cursor):
            cursor.execute(
                f"SELECT coalesce(jsonb_agg(to_jsonb(t)), '[]'::jsonb)::text FROM \"{table}\" t"  # noqa: S608
            )
            rows = json.loads(cursor.fetchone()[0])
            if rows:
                found.append({"table": table, "rows": rows, "columns": sorted(rows[0])})
    return found


def table_order(cursor: Any) -> list[str]:
    """The tables of the schema in force, referenced ones before those that refer to them."""
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1")
    tables = [row[0] for row in cursor.fetchall()]
    cursor.execute(
        "SELECT c.relname, r.relname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid"
        " JOIN pg_class r ON r.oid = k.confrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE k.contype = 'f' AND n.nspname = current_schema()"
    )
    needs: dict[str, set[str]] = {table: set() for table in tables}
    for table, referenced in cursor.fetchall():
        if table != referenced:
            needs[table].add(referenced)
    ordered: list[str] = []
    while needs:
        ready = sorted(table for table, wanted in needs.items() if not wanted - set(ordered))
        if not ready:
            ready = sorted(needs)
        ordered += ready
        for table in ready:
            del needs[table]
    return ordered

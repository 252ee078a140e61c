"""Recording the pending migrations of a group once, on a template schema in the group's state."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState
from django_tenants.utils import quote_schema_name

from clusterkit.hosting.exceptions import HostingError
from clusterkit.hosting.migrating.states import TABLE, Key, StateLoader
from clusterkit.hosting.migrating.survey import Group
from clusterkit.tenancy.context import public_schema, schema_context, tenant_connection
from clusterkit.tenancy.models import SchemaRecord
from clusterkit.tenancy.provisioning import replay_into
from clusterkit.tenancy.schemas import drop_schema

PREFIX: Final = "clusterkit_migrating_"
CHECKS: Final = ("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED")
"""What a commit does to the deferred checks: it stands between two migrations, which Django commits one by one."""

HARMLESS: Final = re.compile(r"\s*(SET search_path|SHOW|SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO)", re.IGNORECASE)
CATALOGUE: Final = re.compile(r"\s*(SELECT|WITH)\b.*\b(pg_[a-z]+|information_schema)\b", re.IGNORECASE | re.DOTALL)
TABLES: Final = re.compile(r'\b(?:FROM|JOIN|INTO|UPDATE)\s+"?([\w.]+)"?', re.IGNORECASE)
NOTED: Final = re.compile(rf'\s*INSERT INTO "{TABLE}" \("app", "name", "applied"\)')


class NotRecordableError(HostingError):
    """The migrations do not do the same in every schema. The message says what differs."""


@dataclass
class Script:
    """What is replayed: the statements in order, then the content types and permissions that must be there.

    The latter are empty where the migrations bring no new ones: most do not, and looking costs as much as the rest.
    """

    statements: list[str] = field(default_factory=list)
    content_types: list[tuple[str, str]] = field(default_factory=list)
    permissions: list[tuple[str, str, str, str]] = field(default_factory=list)


def record(group: Group) -> Script:
    """Run the group's pending migrations on a template and return what they did.

    Raises ``NotRecordableError`` where the result would differ between clusters, and whatever the migrations raise.
    The template is gone afterwards.
    """
    connection = tenant_connection()
    if connection.in_atomic_block:
        raise HostingError("Migrations cannot be recorded inside a transaction")
    template = f"{PREFIX}{secrets.token_hex(6)}"
    script = Script()
    try:
        _make_template(template, group.applied)
        with schema_context(template):
            before = _read_types()
        with schema_context(template), _listening(connection, script) as ear:
            call_command("migrate_schemas", schema_name=template, executor="standard", interactive=False, verbosity=0)
        with schema_context(template):
            after = _read_types()
    finally:
        drop_schema(template)
    if not ear.noted.issuperset(group.pending):
        raise NotRecordableError("not every migration was noted on the template")
    if after != before:
        script.content_types, script.permissions = after
    if any(template in statement for statement in script.statements):
        raise NotRecordableError("a statement names its schema")
    return script


def drop_leftovers() -> None:
    """Remove the templates of runs that were killed. Only whoever holds the lock of migrating may call it."""
    with public_schema(), tenant_connection().cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_catalog.pg_namespace WHERE starts_with(nspname, %s)", [PREFIX])
        left = [row[0] for row in cursor.fetchall()]
    for schema in left:
        drop_schema(schema)


def _make_template(template: str, applied: tuple[Key, ...]) -> None:
    """A schema in the state *applied*: from the record of new clusters where that is it, else by its migrations."""
    with public_schema():
        records = [record for record in SchemaRecord.objects.order_by("-pk") if _state_of(record) == set(applied)]
    connection = tenant_connection()
    if records:
        with schema_context(template), transaction.atomic(using=connection.alias):
            replay_into(template, records[0])
        return
    with schema_context(template):
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA {quote_schema_name(template)}")
        executor = MigrationExecutor(connection)
        executor.loader = StateLoader(applied)
        wanted = set(executor.loader.applied_migrations)
        plan = [
            (migration, False)
            for migration, _back in executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)
            if (migration.app_label, migration.name) in wanted
        ]
        executor.migrate(None, plan=plan, state=ProjectState(real_apps=executor.loader.unmigrated_apps))
        with connection.cursor() as cursor:
            # Squashed migrations and those whose files are gone: the template says just what the clusters say.
            cursor.execute(f"DELETE FROM {TABLE}")  # noqa: S608 (a constant)
            cursor.executemany(f"INSERT INTO {TABLE} (app, name, applied) VALUES (%s, %s, now())", applied)  # noqa: S608


def _state_of(record: SchemaRecord) -> set[Key]:
    return {(row["app"], row["name"]) for entry in record.rows if entry["table"] == TABLE for row in entry["rows"]}


@contextmanager
def _listening(connection: Any, script: Script) -> Iterator[_Ear]:
    """Write down what the schema editor sends; refuse what anybody else sends beyond Django's own book-keeping."""
    ear = _Ear(script)
    connection.SchemaEditorClass = _editor_class(connection.SchemaEditorClass, ear)
    try:
        with connection.execute_wrapper(ear.watch):
            yield ear
    finally:
        del connection.SchemaEditorClass
    if ear.refused:
        raise NotRecordableError(ear.refused)
    ear.finish()


class _Ear:
    """Hears every statement on the template."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.editing = False
        self.refused = ""
        self.unchecked = False
        self.noted: set[str] = set()
        # Django sends many rows as arrays: INSERT … SELECT * FROM UNNEST(…).
        self.own = {"UNNEST", TABLE, ContentType._meta.db_table, Permission._meta.db_table}

    def edited(self, statement: str) -> None:
        """The schema editor sends *statement*."""
        self.script.statements.append(statement)
        self.unchecked = True

    def watch(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        """An execute wrapper: keep the notes of applied migrations, let reads of the catalogue pass, refuse the rest."""
        text = str(sql)
        if not self.editing:
            if NOTED.match(text) and not many:
                self._note(params[0], params[1])
            elif not (HARMLESS.match(text) or CATALOGUE.match(text) or self._own_book_keeping(text)):
                self.refuse(f"something besides the migrations' operations ran: {' '.join(text.split())[:80]}")
        return execute(sql, params, many, context)

    def refuse(self, reason: str) -> None:
        """Give the recording up; kept too, in case somebody swallows the error."""
        self.refused = self.refused or reason
        raise NotRecordableError(reason)

    def finish(self) -> None:
        """The end of the last migration is the transaction's own."""
        if self.script.statements[-2:] == list(CHECKS):
            del self.script.statements[-2:]

    def _note(self, app: str, name: str) -> None:
        self.noted.add(f"{app}.{name}")
        quoted = [part.replace("'", "''") for part in (app, name)]
        self.script.statements.append(
            f"INSERT INTO {TABLE} (app, name, applied) VALUES ('{quoted[0]}', '{quoted[1]}', clock_timestamp())"  # noqa: S608
        )
        if self.unchecked:
            self.script.statements += CHECKS
            self.unchecked = False

    def _own_book_keeping(self, text: str) -> bool:
        first = text.lstrip()[:6].upper()
        named = set(TABLES.findall(text))
        if first == "INSERT" and TABLE in named:
            # A note of a form that is not known here would be missing in every cluster.
            return False
        return first in ("SELECT", "INSERT") and bool(named) and named <= self.own


def _editor_class(base: Any, ear: _Ear) -> Any:
    """The backend's schema editor, overheard."""

    class Editor(base):  # type: ignore[misc]
        def execute(self, sql: Any, params: Any = ()) -> Any:
            text = str(sql) if params is None else self.connection.ops.compose_sql(str(sql), params)
            ear.edited(text)
            ear.editing = True
            try:
                return super().execute(text, None)
            finally:
                ear.editing = False

        def effective_default(self, field: Any) -> Any:
            """A default that comes out differently the second time (a moment, a random key) belongs to one cluster."""
            value, again = super().effective_default(field), super().effective_default(field)
            texts = {self.connection.ops.compose_sql("%s", [one]) for one in (value, again)}
            if len(texts) > 1:
                ear.refuse(f"the default of {field.name!r} comes out differently each time")
            return value

    return Editor


def _read_types() -> tuple[list[tuple[str, str]], list[tuple[str, str, str, str]]]:
    """All content types and permissions of the template, in the order in which Django made them."""
    with tenant_connection().cursor() as cursor:
        types, permissions = ContentType._meta.db_table, Permission._meta.db_table
        cursor.execute("SELECT to_regclass(%s), to_regclass(%s)", [types, permissions])
        if not all(cursor.fetchone()):
            return [], []
        cursor.execute(f"SELECT app_label, model FROM {types} ORDER BY id")  # noqa: S608 (names of models)
        found = cursor.fetchall()
        cursor.execute(
            f"SELECT p.name, p.codename, t.app_label, t.model FROM {permissions} p"  # noqa: S608
            f" JOIN {types} t ON t.id = p.content_type_id ORDER BY p.id"
        )
        return found, cursor.fetchall()

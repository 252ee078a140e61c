"""Replaying a script in one cluster: one transaction, all statements in one round trip (a psycopg pipeline)."""

from __future__ import annotations

from typing import Any, Final

import psycopg
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django_tenants.utils import get_public_schema_name, quote_schema_name

from clusterkit.hosting.migrating.recording import Script
from clusterkit.hosting.migrating.states import DIGEST, TABLE
from clusterkit.hosting.models.migrating import ClusterMigration, MigrationState
from clusterkit.tenancy.context import public_schema, tenant_connection

# These come from doing in one transaction what Django does in several.
OF_ONE_TRANSACTION: Final = (
    psycopg.errors.ObjectInUse,
    psycopg.errors.ActiveSqlTransaction,
    psycopg.errors.UnsafeNewEnumValueUsage,
)

STATE_CHANGED: Final = "CK001"
"""The SQLSTATE of our own refusal; PostgreSQL has none of this class."""


class StateChangedError(Exception):
    """The cluster is no longer in the state that the script was recorded for: somebody else migrated it."""


class NeedsDjangoError(Exception):
    """The statements do not go into one transaction here; nothing was changed."""


def replay(schema: str, script: Script, *, expected: str, result_pk: int) -> None:
    """Bring *schema* on by *script* and mark the result as done, both or neither.

    *expected* is the digest of the state that the script starts from. Raises ``StateChangedError``,
    ``NeedsDjangoError`` or ``psycopg.Error``; each leaves the cluster as it was.
    """
    connection = tenant_connection()
    with public_schema():
        connection.ensure_connection()
        raw: psycopg.Connection[Any] = connection.connection
        try:
            _send(raw, schema, script, expected, result_pk)
        except OF_ONE_TRANSACTION as error:
            raise NeedsDjangoError from error
        except psycopg.Error as error:
            if error.sqlstate == STATE_CHANGED:
                raise StateChangedError from error
            raise
        finally:
            # The path was changed without Django's knowledge: let the next cursor send it.
            connection.search_path_set_schemas = None
            if raw.closed:
                connection.close()


def _send(raw: psycopg.Connection[Any], schema: str, script: Script, expected: str, result_pk: int) -> None:
    """The whole transaction in one round trip; the first error is raised, not the many that follow from it."""
    first: psycopg.Error | None = None
    try:
        with raw.pipeline(), raw.cursor() as cursor:
            try:
                cursor.execute("BEGIN", prepare=False)
                _stand_in(cursor, schema, expected)
                for statement in script.statements:
                    cursor.execute(statement, prepare=False)
                _add_types(cursor, script)
                _mark_done(cursor, result_pk)
                cursor.execute("COMMIT", prepare=False)
            except psycopg.Error as error:
                first = error
    except psycopg.Error as error:
        first = first or error
    if first is not None:
        if not raw.closed:
            raw.rollback()
        raise first


def _stand_in(cursor: psycopg.Cursor[Any], schema: str, expected: str) -> None:
    """Stand in *schema* until the end of the transaction, keep other migrations out, refuse another state."""
    cursor.execute(f"SET LOCAL search_path = {quote_schema_name(schema)}", prepare=False)
    cursor.execute(f"LOCK TABLE {TABLE} IN SHARE ROW EXCLUSIVE MODE", prepare=False)
    literal = "'" + expected.replace("'", "''") + "'"
    cursor.execute(
        f"DO $$ BEGIN IF ({DIGEST} {TABLE}) IS DISTINCT FROM {literal} THEN"
        f" RAISE EXCEPTION 'the state has changed' USING ERRCODE = '{STATE_CHANGED}'; END IF; END $$",
        prepare=False,
    )


def _add_types(cursor: psycopg.Cursor[Any], script: Script) -> None:
    """What Django's ``post_migrate`` adds: the missing ones only, in the same order."""
    types, permissions = ContentType._meta.db_table, Permission._meta.db_table
    if script.content_types:
        cursor.execute(
            f"INSERT INTO {types} (app_label, model) SELECT v.app_label, v.model"  # noqa: S608 (names of models)
            " FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS v(app_label, model, place)"
            f" WHERE NOT EXISTS (SELECT FROM {types} t WHERE t.app_label = v.app_label AND t.model = v.model)"
            " ORDER BY v.place",
            [list(column) for column in zip(*script.content_types, strict=True)],
        )
    if script.permissions:
        cursor.execute(
            f"INSERT INTO {permissions} (name, codename, content_type_id) SELECT v.name, v.codename, t.id"  # noqa: S608
            " FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[])"
            " WITH ORDINALITY AS v(name, codename, app_label, model, place)"
            f" JOIN {types} t ON t.app_label = v.app_label AND t.model = v.model"
            f" WHERE NOT EXISTS (SELECT FROM {permissions} p WHERE p.content_type_id = t.id"
            " AND p.codename = v.codename) ORDER BY v.place",
            [list(column) for column in zip(*script.permissions, strict=True)],
        )


def _mark_done(cursor: psycopg.Cursor[Any], result_pk: int) -> None:
    table = f"{quote_schema_name(get_public_schema_name())}.{ClusterMigration._meta.db_table}"
    cursor.execute(
        f"UPDATE {table} SET state = %s, error = '', finished_at = clock_timestamp(),"  # noqa: S608 (a model's name)
        " seconds = extract(epoch FROM clock_timestamp() - transaction_timestamp()) WHERE id = %s",
        [MigrationState.DONE.value, result_pk],
    )

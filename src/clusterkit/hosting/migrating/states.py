"""Which migrations a schema has had: read for all schemas at once, compared without visiting any."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django_tenants.utils import quote_schema_name

from clusterkit.tenancy.context import public_schema, schema_context, tenant_connection

Key = tuple[str, str]
"""App label and name of a migration."""

TABLE: Final = "django_migrations"
SCHEMAS_A_QUERY: Final = 200
DIGEST: Final = (
    "SELECT encode(sha256(convert_to(coalesce(string_agg(DISTINCT (app || '.' || name) COLLATE \"C\", ','"
    " ORDER BY (app || '.' || name) COLLATE \"C\"), ''), 'UTF8')), 'hex') FROM "
)
"""Names the set of applied migrations of the table that follows, so that one value a schema travels."""


def digests_of(schemas: Sequence[str]) -> dict[str, str]:
    """The digest of the applied migrations by schema; a schema without the table is left out."""
    found: dict[str, str] = {}
    with public_schema(), tenant_connection().cursor() as cursor:
        cursor.execute(
            "SELECT n.nspname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relname = %s AND c.relkind IN ('r', 'p')",
            [TABLE],
        )
        there = {row[0] for row in cursor.fetchall()}
        asked = [schema for schema in schemas if schema in there]
        for start in range(0, len(asked), SCHEMAS_A_QUERY):
            part = asked[start : start + SCHEMAS_A_QUERY]
            one_each = (f"SELECT %s, ({DIGEST} {quote_schema_name(schema)}.{TABLE})" for schema in part)
            cursor.execute(" UNION ALL ".join(one_each), part)
            found.update(cursor.fetchall())
    return found


def applied_in(schema: str) -> list[Key]:
    """The applied migrations of one schema in their order."""
    with schema_context(schema), tenant_connection().cursor() as cursor:
        cursor.execute(f"SELECT app, name FROM {TABLE} ORDER BY id")  # noqa: S608 (a constant)
        return [(app, name) for app, name in cursor.fetchall()]


class StateLoader(MigrationLoader):
    """Django's loader for a schema whose applied migrations are known already."""

    def __init__(self, applied: Iterable[Key]) -> None:
        self._state: dict[Key, Any] = dict.fromkeys(applied)
        super().__init__(None)

    @property
    def applied_migrations(self) -> Any:
        """What is applied; squashed migrations are added by Django."""
        return self._state

    @applied_migrations.setter
    def applied_migrations(self, value: Any) -> None:
        """Django empties it where there is no connection to ask: what was given stays."""


def pending_after(loader: StateLoader) -> list[Migration]:
    """What is to run on a schema in the loader's state, in Django's order."""
    done = set(loader.applied_migrations)
    plan: list[Migration] = []
    for target in loader.graph.leaf_nodes():
        for key in loader.graph.forwards_plan(target):
            if key not in done:
                done.add(key)
                plan.append(loader.graph.nodes[key])
    return plan


def unnoted_squashes(loader: StateLoader, applied: Iterable[Key]) -> list[Key]:
    """Squashed migrations whose parts have all run but which are not noted themselves: Django notes them."""
    known = set(applied)
    return [
        key
        for key, migration in loader.replacements.items()
        if key not in known and all(tuple(part) in known for part in migration.replaces)
    ]

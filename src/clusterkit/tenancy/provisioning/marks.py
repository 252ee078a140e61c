"""Schemas in the making that are committed before any row names them, and who works on them.

A comment on the schema names the database session at work. When that session has ended, whatever ended it, the
schema is a leftover and ``manage.py clusters repair`` removes it.
"""

from __future__ import annotations

import re
from typing import Final

from django.db import connection, transaction
from django_tenants.utils import quote_schema_name

from clusterkit.tenancy.context import public_schema

OURS: Final = re.compile(r"^(c_[a-z0-9_]{1,40}_[0-9a-f]{8}|clusterkit_template_[0-9a-f]{12})\Z")
"""The names that schemas of ours have: those of clusters, and those of the templates."""
_MARK: Final = re.compile(r"^clusterkit: in the making by session (\d+) of (\S+)\Z")


def make_marked_schema(schema_name: str) -> None:
    """Create an empty schema that ``repair`` leaves alone for as long as this session lives."""
    with public_schema(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {quote_schema_name(schema_name)}")
        cursor.execute(
            "SELECT pid, extract(epoch FROM backend_start)::text FROM pg_stat_activity WHERE pid = pg_backend_pid()"
        )
        pid, since = cursor.fetchone()
        cursor.execute(
            f"COMMENT ON SCHEMA {quote_schema_name(schema_name)} IS %s",
            [f"clusterkit: in the making by session {pid} of {since}"],
        )


def remove_mark(schema_name: str) -> None:
    """The schema is whole and a row names it, in this same transaction: take the mark off."""
    with public_schema(), connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON SCHEMA {quote_schema_name(schema_name)} IS NULL")


def is_schema_name(name: str) -> bool:
    """Whether *name* is one that only schemas of ours have."""
    return bool(OURS.match(name))


def schemas_of_ours() -> dict[str, bool]:
    """All schemas with a name of ours, and whether a living session marked each as in the making."""
    with public_schema(), connection.cursor() as cursor:
        cursor.execute("SELECT nspname, obj_description(oid, 'pg_namespace') FROM pg_namespace ORDER BY nspname")
        found = {name: comment or "" for name, comment in cursor.fetchall() if OURS.match(name)}
        cursor.execute("SELECT pid, extract(epoch FROM backend_start)::text FROM pg_stat_activity")
        alive = {(int(pid), since) for pid, since in cursor.fetchall()}
    return {name: _is_alive(comment, alive) for name, comment in found.items()}


def _is_alive(comment: str, alive: set[tuple[int, str | None]]) -> bool:
    mark = _MARK.match(comment)
    if mark is None:
        return False
    # Another role's sessions show no moment of their start: then the number alone has to do.
    return bool({(int(mark[1]), mark[2]), (int(mark[1]), None)} & alive)

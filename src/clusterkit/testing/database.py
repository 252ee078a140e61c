"""The test database: made once, kept as a template on the server, and copied for every process and every run.

Migrating takes seconds and copying a tenth of one. The template's name holds a digest of everything that the tables and
first rows come from, so that a changed migration makes a new one; ``pytest --create-db`` makes it anew at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connection
from psycopg import sql

PREFIX = "clusterkit_tests_"
KEPT = 12
"""So many templates stay on the server: one for each settings project, some thirty megabytes each."""
SOURCES = ("migrations/**/*.py", "models.py", "models/**/*.py", "apps.py", "*hooks.py", "receivers.py", "actions.py")
PROVISIONING = ("provisioning/**/*.py", "blueprints*.py")
MAKING = 0x434B54


def make_test_database(fill: Callable[[], None], *, anew: bool) -> str:
    """Let the default connection use a fresh copy of the template, filled by *fill* where there is none yet.

    Returns the name that the connection had before, for ``destroy_test_db``.
    """
    old_name = str(connection.settings_dict["NAME"])
    test_name = connection.creation._get_test_db_name()  # type: ignore[attr-defined]
    template = PREFIX + _digest()
    connection.close()
    with _maintenance() as server:
        # Held while the template is made: the other workers wait for it. The end of the session frees it.
        server.execute("SELECT pg_advisory_lock(%s)", [MAKING])
        if anew:
            _drop(server, template)
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            _make(server, template, fill)
        _drop(server, test_name)
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(test_name), sql.Identifier(template))
        )
    connection.settings_dict["NAME"] = test_name
    connection.ensure_connection()
    return old_name


def _make(server: psycopg.Connection[Any], template: str, fill: Callable[[], None]) -> None:
    making = f"{template}_making"
    _drop(server, making)
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(making)))
    connection.settings_dict["NAME"] = making
    fill()
    connection.close()
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(making), sql.Identifier(template)))
    old = server.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid DESC OFFSET %s", [PREFIX, KEPT]
    ).fetchall()
    for (name,) in old:
        _drop(server, name)


def _drop(server: psycopg.Connection[Any], name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def _maintenance() -> Iterator[psycopg.Connection[Any]]:
    """A connection to the server that belongs to no test."""
    parameters = connection.get_connection_params()
    names = ("host", "port", "user", "password")
    with psycopg.connect(
        dbname="postgres", autocommit=True, **{name: parameters[name] for name in names if name in parameters}
    ) as server:
        yield server


def _digest() -> str:
    """Names what the tables and the first rows come from: changes with it."""
    digest = hashlib.sha256()
    known = [settings.SHARED_APPS, settings.TENANT_APPS, settings.AUTH_USER_MODEL, settings.LANGUAGES]
    digest.update(repr(known).encode())
    for config in sorted(apps.get_app_configs(), key=lambda config: config.name):
        patterns = SOURCES + (PROVISIONING if config.name.startswith("clusterkit.") else ())
        for path in sorted({path for pattern in patterns for path in Path(config.path).glob(pattern)}):
            digest.update(f"{config.name}/{path.relative_to(config.path)}".encode())
            digest.update(path.read_bytes())
    digest.update(Path(__file__).with_name("plugin.py").read_bytes())
    return digest.hexdigest()[:16]

"""The pytest plugin: two clusters in each test database, made once by replay.

Enable it in a host's ``conftest.py`` with ``pytest_plugins = ["clusterkit.testing.plugin"]``. A test that uses
the database stands in the first cluster (``alpha``); the second (``beta``) is there to be kept apart. Rows of
both have equal primary keys where a test makes them so, since every table starts counting at one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from clusterkit.tenancy.models import Cluster

ALPHA_HOST = "alpha.testserver"
BETA_HOST = "beta.testserver"
_made: dict[str, Any] = {}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """A database for each xdist worker."""


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """Make the test database: the shared tables by migration, the clusters by replay of a record made once."""
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import override_settings

    from clusterkit.tenancy.addresses import load_addresses
    from clusterkit.tenancy.context import leave, public_schema

    # As the middleware does, but before the first test calls reverse() inside a cluster.
    load_addresses()
    with django_db_blocker.unblock():
        with override_settings(MIGRATION_MODULES={}):
            old_name = connection.settings_dict["NAME"]
            connection.creation._create_test_db(verbosity=0, autoclobber=True, keepdb=False)  # type: ignore[attr-defined]
            connection.close()
            test_name = connection.creation._get_test_db_name()  # type: ignore[attr-defined]
            connection.settings_dict["NAME"] = test_name
            connection.ensure_connection()
        call_command("migrate_schemas", shared=True, interactive=False, verbosity=0)
        _make_clusters()
        with public_schema():
            _made["public"] = _snapshot()
        leave()
    yield
    with django_db_blocker.unblock():
        connection.close()
        connection.creation.destroy_test_db(old_name, verbosity=0)


def _make_clusters() -> None:
    from clusterkit.tenancy.context import cluster_context
    from clusterkit.tenancy.provisioning import create_cluster, current_record

    current_record()
    for slug, host, colour in (("alpha", ALPHA_HOST, "#0b5c7a"), ("beta", BETA_HOST, "#1b5e20")):
        cluster = create_cluster(
            slug=slug, host=host, name={"ru": f"Кластер {slug}", "en": f"Cluster {slug}"}, brand_colour=colour
        )
        _made[slug] = cluster.pk
        with cluster_context(cluster):
            _made[f"{slug} rows"] = _snapshot()


def _snapshot() -> list[dict[str, Any]]:
    from clusterkit.tenancy.provisioning.record import read_rows

    return read_rows()


@pytest.fixture(autouse=True)
def _stand_in_alpha(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests with the database stand in alpha; all others nowhere. The host cache starts empty."""
    wants_database = {"db", "transactional_db", "django_db_reset_sequences"} & set(request.fixturenames)
    if request.node.get_closest_marker("django_db") is None and not wants_database:
        yield
        return
    marker = request.node.get_closest_marker("django_db")
    transactional = bool(marker and marker.kwargs.get("transaction")) or "transactional_db" in request.fixturenames
    request.getfixturevalue("transactional_db" if transactional else "db")
    from django.core.cache import cache

    from clusterkit.tenancy.context import enter, leave
    from clusterkit.tenancy.hosts import host_cache

    host_cache.clear()
    enter(_cluster("alpha"))
    cache.clear()
    yield
    leave()
    host_cache.clear()
    if transactional:
        restore_rows()


def restore_rows() -> None:
    """After a test with real commits: empty every table of public and of all clusters, and put the first rows back.

    Django's own flush empties the public tables only and leaves the rows of the clusters.
    """
    from django.db import connection
    from django_tenants.utils import quote_schema_name

    from clusterkit.tenancy.context import public_schema, schema_context
    from clusterkit.tenancy.models import Cluster

    snapshot_public = _made["public"]
    clusters = {
        row["schema_name"]: _made[f"{row['slug']} rows"]
        for entry in snapshot_public
        if entry["table"] == Cluster._meta.db_table
        for row in entry["rows"]
    }
    with public_schema(), connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'c\\_%'")
        for (schema,) in cursor.fetchall():
            if schema not in clusters:
                cursor.execute(f"DROP SCHEMA {quote_schema_name(schema)} CASCADE")
        _refill(cursor, "public", snapshot_public)
    for schema, rows in clusters.items():
        with schema_context(schema), connection.cursor() as cursor:
            _refill(cursor, schema, rows)


def _refill(cursor: Any, schema: str, rows: list[dict[str, Any]]) -> None:
    import json

    from clusterkit.tenancy.provisioning.replay import insert_statement

    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])
    tables = ", ".join(f'"{schema}"."{table}"' for (table,) in cursor.fetchall())
    cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
    for entry in rows:
        cursor.execute(insert_statement(entry["table"], entry["columns"]), [json.dumps(entry["rows"])])
        if "id" in entry["columns"] and all(isinstance(row["id"], int) for row in entry["rows"]):
            highest = max(row["id"] for row in entry["rows"])
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [f'"{entry["table"]}"', highest])


def _cluster(slug: str) -> Cluster:
    from clusterkit.tenancy.context import public_schema
    from clusterkit.tenancy.models import Cluster

    with public_schema():
        found: Cluster = Cluster.objects.get(slug=slug)
    return found


@pytest.fixture
def alpha(_stand_in_alpha: None) -> Cluster:
    """The cluster in which the test stands."""
    return _cluster("alpha")


@pytest.fixture
def beta(_stand_in_alpha: None) -> Cluster:
    """The other cluster. Use ``cluster_context(beta)``."""
    return _cluster("beta")


@pytest.fixture
def client_for() -> Callable[..., Client]:
    """Makes a Django test client: ``client_for(user)``, ``client_for(host=BETA_HOST)``; no user means a guest.

    A request leaves the connection nowhere; this client puts it back to where the test stood.
    """
    from django.test import Client

    from clusterkit.tenancy.context import tenant_connection

    class StandingClient(Client):
        def request(self, **request: Any) -> Any:
            before = tenant_connection().tenant
            try:
                return super().request(**request)
            finally:
                tenant_connection().set_tenant(before)

    def make(user: Any = None, *, host: str = ALPHA_HOST) -> Client:
        client = StandingClient(headers={"host": host, "accept-language": "en"})
        if user is not None:
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
            stamp_session(client)
        return client

    return make


def stamp_session(client: Client) -> None:
    """Bind the session of a test client to the schema in force, as the middleware does for a real sign-in."""
    from clusterkit.tenancy.context import current_schema
    from clusterkit.tenancy.middleware import SESSION_SCHEMA_KEY

    session = client.session
    session[SESSION_SCHEMA_KEY] = current_schema()
    session.save()

"""The pytest plugin: two clusters in each test database, made once by replay.

Enable it in a host's ``conftest.py`` with ``pytest_plugins = ["clusterkit.testing.plugin"]``. A test that uses
the database stands in the first cluster (``alpha``); the second (``beta``) is there to be kept apart. A test gives
rows of beta the primary keys of rows in alpha by naming them (``UserFactory(pk=theirs.pk)``): beta's own keys start
at :data:`BETA_FIRST_KEY`, so that they never meet a key that was named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from clusterkit.testing.matrix import hookspecs

if TYPE_CHECKING:
    from django.test import Client

    from clusterkit.tenancy.models import Cluster

ALPHA_HOST = "alpha.testserver"
BETA_HOST = "beta.testserver"
BETA_FIRST_KEY = 1_000_001
_made: dict[str, list[dict[str, Any]]] = {}
_MATRIX = Path(__file__).parent / "matrix" / "items.py"


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--clusterkit-isolation`` and what narrows it."""
    parser.addoption(
        "--clusterkit-isolation",
        action="store_true",
        help="walk every address of the project as everybody, in two clusters, and report what crosses",
    )
    parser.addoption(
        "--clusterkit-isolation-prefix", default="/", help="walk only the addresses that begin so, such as /vacancies/"
    )


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """``pytest_clusterkit_world``."""
    pluginmanager.add_hookspecs(hookspecs)


def pytest_configure(config: pytest.Config) -> None:
    """Run the matrix: alone where no tests were named, else beside them."""
    config.addinivalue_line("markers", "xdist_group(name): one process of pytest-xdist runs the tests of a group")
    if config.getoption("--clusterkit-isolation") and str(_MATRIX) not in config.args:
        named = config.args_source is pytest.Config.ArgsSource.ARGS
        config.args[:] = [*(config.args if named else []), str(_MATRIX)]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say how much the matrix tried."""
    counts = {"cases": 0, "requests": 0}
    for report in (report for reports in terminalreporter.stats.values() for report in reports):
        for name, value in getattr(report, "user_properties", []) if getattr(report, "when", "") == "call" else []:
            if name.startswith("clusterkit_isolation_"):
                counts[name.removeprefix("clusterkit_isolation_")] += value
    if counts["cases"]:
        terminalreporter.write_line(
            f"Isolation: {counts['cases']} cases of address, method, person and object, in {counts['requests']} requests"
        )


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
    """Make the test database: the shared tables by migration, the clusters by replay; later by copying that."""
    from django.db import connection

    from clusterkit.tenancy.addresses import load_addresses
    from clusterkit.testing.database import make_test_database

    # As the middleware does, but before the first test calls reverse() inside a cluster.
    load_addresses()
    with django_db_blocker.unblock():
        old_name = make_test_database(_fill, anew=request.config.getvalue("create_db"))
        _remember()
    yield
    with django_db_blocker.unblock():
        connection.close()
        connection.creation.destroy_test_db(old_name, verbosity=0)


def _fill() -> None:
    """What every test finds: the shared tables and two clusters."""
    from django.core.management import call_command

    from clusterkit.tenancy.context import cluster_context
    from clusterkit.tenancy.provisioning import create_cluster, current_record

    call_command("migrate_schemas", shared=True, interactive=False, verbosity=0)
    current_record()
    for slug, host, colour in (("alpha", ALPHA_HOST, "#0b5c7a"), ("beta", BETA_HOST, "#1b5e20")):
        cluster = create_cluster(
            slug=slug, host=host, name={"ru": f"Кластер {slug}", "en": f"Cluster {slug}"}, brand_colour=colour
        )
        if slug == "beta":
            with cluster_context(cluster):
                _count_from(BETA_FIRST_KEY)


def _remember() -> None:
    """Note the first rows, to put them back after tests with real commits."""
    from clusterkit.tenancy.context import cluster_context, leave, public_schema

    for slug in ("alpha", "beta"):
        with cluster_context(_cluster(slug)):
            _made[slug] = _snapshot()
    with public_schema():
        _made["public"] = _snapshot()
    leave()


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

    from clusterkit.tenancy.context import public_schema, schema_context
    from clusterkit.tenancy.models import Cluster
    from clusterkit.tenancy.schemas import drop_schema

    snapshot_public = _made["public"]
    clusters = {
        row["schema_name"]: row["slug"]
        for entry in snapshot_public
        if entry["table"] == Cluster._meta.db_table
        for row in entry["rows"]
    }
    with public_schema(), connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'c\\_%'")
        for (schema,) in cursor.fetchall():
            if schema not in clusters:
                drop_schema(schema)
    with public_schema():
        _refill("public", snapshot_public)
    for schema, slug in clusters.items():
        with schema_context(schema):
            _refill(schema, _made[slug])
            if slug == "beta":
                _count_from(BETA_FIRST_KEY)


def _refill(schema: str, rows: list[dict[str, Any]]) -> None:
    """Make the tables of *schema*, which is the one in force, hold just *rows*.

    Foreign keys are checked at the end of the transaction, so the order does not matter; deleting a few rows is
    ten times as fast as truncating all tables.
    """
    from django.db import connection, transaction

    from clusterkit.tenancy.provisioning.replay import insert_rows

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])
        tables = [table for (table,) in cursor.fetchall()]
        cursor.execute("; ".join(f'DELETE FROM "{schema}"."{table}"' for table in tables))  # noqa: S608 (names come from the catalogue)
        _count_from(1)
        insert_rows(cursor, rows)


def _count_from(first: int) -> None:
    """Let every sequence of the schema in force give *first* next."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, %s, false)"
            " FROM pg_sequences WHERE schemaname = current_schema()",
            [first],
        )


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

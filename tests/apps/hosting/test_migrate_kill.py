"""``kill -9`` at twenty points of a migration of fifty clusters: one more run, and nothing is lost or doubled.

A child process is forked from this one, so that starting is paid once; it ends itself at the n-th statement it sends.
One of the clusters is at a state with a step in Python before it, so that both ways are hit.
"""

from __future__ import annotations

import os
import signal
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections

from clusterkit.hosting.migrating import migrate_clusters
from clusterkit.hosting.models import ClusterMigration, MigrationRun, MigrationState
from clusterkit.tenancy.context import public_schema
from clusterkit.tenancy.models import Cluster
from tests.apps.hosting.migrating import ADD_FIELD, APP, Grown, growing, made, sql, tiny

CLUSTERS = 50
POINTS = 20
TALLY = "migrations.CreateModel('Tally', [('id', models.BigAutoField(primary_key=True)), ('note', models.TextField())])"
COUNT = "migrations.RunSQL(\"INSERT INTO clusterkit_directory_tally (note) VALUES ('ran')\")"
IDEMPOTENT = (
    "migrations.RunPython(lambda apps, editor: apps.get_model('clusterkit_directory', 'Sector')"
    ".objects.get_or_create(code='py'))"
)
BACK = (
    "DROP TABLE IF EXISTS clusterkit_directory_tally",
    "ALTER TABLE clusterkit_directory_sector DROP COLUMN IF EXISTS weight",
    "DELETE FROM auth_permission WHERE codename LIKE '%_tally'",
    "DELETE FROM django_content_type WHERE model = 'tally'",
)

pytestmark = pytest.mark.long
FOUND = """
    SELECT (SELECT count(*) FROM "{0}".clusterkit_directory_tally),
        (SELECT count(*) FROM "{0}".clusterkit_directory_sector WHERE code = 'py'),
        (SELECT array_agg(name::text ORDER BY name) FROM "{0}".django_migrations WHERE app = '{1}' AND name > '0001_initial'),
        (SELECT count(*) FROM "{0}".django_content_type WHERE model = 'tally'),
        (SELECT count(*) FROM "{0}".auth_permission WHERE codename LIKE '%_tally'),
        (SELECT count(*) FROM information_schema.columns WHERE table_schema = '{0}'
            AND table_name = 'clusterkit_directory_sector' AND column_name = 'weight')
"""


@pytest.fixture
def grown(tmp_path: Path) -> Iterator[Grown]:
    with growing(tmp_path) as app:
        yield app


def put_back(clusters: list[Cluster], steps: list[str]) -> None:
    """The state before the migration everywhere; the first cluster has not had the step in Python either."""
    for cluster in clusters:
        gone = steps if cluster is clusters[0] else steps[1:]
        names = ", ".join(f"'{name}'" for name in gone)
        sql(cluster.schema_name, "; ".join((*BACK, f"DELETE FROM django_migrations WHERE name IN ({names})")))
    sql(clusters[0].schema_name, "DELETE FROM clusterkit_directory_sector WHERE code = 'py'")
    with public_schema():
        MigrationRun.objects.all().delete()


def run_and_die(after: int) -> int:
    """Migrate in a child that kills itself when it is about to send its n-th statement; its number of statements.

    0 says that it was killed, so that the caller knows that the point lay within the run.
    """
    connections.close_all()
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        # The parent's other threads are pytest's own and hold nothing that the child needs.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        try:
            os.write(writer, str(_counting(after)).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        told = pipe.read()
    _pid, status = os.waitpid(child, 0)
    assert told or os.WTERMSIG(status) == signal.SIGKILL
    return int(told or 0)


def _counting(after: int) -> int:
    sent = 0
    send = psycopg.Cursor.execute

    def execute(self: Any, *args: Any, **kwargs: Any) -> Any:
        nonlocal sent
        sent += 1
        if sent == after:
            os.kill(os.getpid(), signal.SIGKILL)
        return send(self, *args, **kwargs)

    psycopg.Cursor.execute = execute  # type: ignore[method-assign]
    outcome = migrate_clusters()
    return sent if not outcome.failed else 0


@pytest.mark.django_db(transaction=True)
def test_killed_anywhere_and_brought_to_its_end_by_one_run(grown: Grown) -> None:
    steps = [grown.add(IDEMPOTENT)]
    clusters = [*made(1), *tiny(CLUSTERS - 1)]
    steps.append(grown.add(ADD_FIELD, TALLY))
    steps.append(grown.add(COUNT))
    steps = [step.split(".")[1] for step in steps]
    call_command("migrate_schemas", shared=True, verbosity=0)
    put_back(clusters, steps)
    statements = run_and_die(after=0)
    assert statements > CLUSTERS * 5
    expected = [(1, 1, steps, 1, 4, 1)] * CLUSTERS
    query = " UNION ALL ".join(FOUND.format(cluster.schema_name, APP) for cluster in clusters)
    assert sql("public", query) == expected
    interrupted = 0
    for point in range(POINTS):
        put_back(clusters, steps)
        assert run_and_die(after=5 + point * (statements - 10) // (POINTS - 1)) == 0
        outcome = migrate_clusters()
        assert not outcome.failed
        assert sql("public", query) == expected, f"killed at point {point}"
        with public_schema():
            assert not MigrationRun.objects.filter(finished_at=None).exists()
            states = list(ClusterMigration.objects.values_list("state", flat=True))
        assert set(states) <= {MigrationState.DONE, MigrationState.INTERRUPTED}
        assert states.count(MigrationState.DONE) == CLUSTERS
        interrupted += states.count(MigrationState.INTERRUPTED)
        assert not sql("public", "SELECT 1 FROM pg_namespace WHERE starts_with(nspname, 'clusterkit_migrating_')")
    assert interrupted, "no point lay within Django's own way"

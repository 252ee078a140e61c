"""Eight threads and ten clusters: each read finds its own cluster's row, and behind an unsafe pooler nobody reads."""

from __future__ import annotations

import copy
import os
import random
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection, connections
from django.db.utils import ProgrammingError

from clusterkit.access.models import Rule
from clusterkit.tenancy import pooling
from clusterkit.tenancy.backend.base import DatabaseWrapper
from clusterkit.tenancy.context import cluster_context, run_in_cluster, tenant_connection
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.pooling import Pooling, Verdict
from clusterkit.tenancy.provisioning import create_cluster
from tests.apps.hosting.servers import pgbouncer

ROOT = Path(__file__).resolve().parents[3]
THREADS = 8
CLUSTERS = 10
READS = 10_000
"""For each of the two kinds of connection."""
KEY = 4711
NO_TABLE = "no table"
"""The thread before stood nowhere: a wrong answer too, and one that is noticed."""

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def own_connection(**changes: Any) -> Iterator[DatabaseWrapper]:
    """Let this thread use a connection of its own with *changes* to DATABASES."""
    before = connections["default"]
    values = {**copy.deepcopy(before.settings_dict), **changes}
    wrapper = DatabaseWrapper(values, "default")
    connections["default"] = wrapper
    try:
        yield wrapper
    finally:
        wrapper.close()
        connections["default"] = before


def put_canaries(clusters: list[Cluster]) -> list[Cluster]:
    """One row of the same key in each, which says whose it is."""
    for cluster in clusters:
        with cluster_context(cluster):
            Rule.objects.create(pk=KEY, action=cluster.schema_name, tier="member")
    return clusters


@pytest.fixture
def twins(alpha: Cluster, beta: Cluster) -> list[Cluster]:
    """Two clusters with canaries."""
    return put_canaries([alpha, beta])


@pytest.fixture
def clusters(alpha: Cluster, beta: Cluster) -> list[Cluster]:
    """Ten of them."""
    made = [
        create_cluster(slug=f"twin{number}", host=f"twin{number}.testserver", name=f"Twin {number}")
        for number in range(CLUSTERS - 2)
    ]
    return put_canaries([alpha, beta, *made])


def wrong_reads(clusters: list[Cluster], reads: int, connect: Callable[[], Any]) -> int:
    """So many reads of *reads* found another cluster's row, in THREADS threads that change clusters all the time."""
    start = threading.Barrier(THREADS)

    def read() -> str:
        # The connection is what is tried here: an ORM query would only make it slower.
        with tenant_connection().cursor() as cursor:
            try:
                cursor.execute(f"SELECT action FROM {Rule._meta.db_table} WHERE id = {KEY}")
            except ProgrammingError:
                return NO_TABLE
            return str(cursor.fetchone()[0])

    def work(seed: int) -> int:
        order = random.Random(seed)
        with connect():
            start.wait()
            chosen = (order.choice(clusters) for _read in range(reads // THREADS))
            return sum(run_in_cluster(cluster, read) not in (cluster.schema_name, NO_TABLE) for cluster in chosen)

    with ThreadPoolExecutor(THREADS) as pool:
        return sum(pool.map(work, range(THREADS)))


def test_twenty_thousand_reads_find_their_own_cluster(clusters: list[Cluster]) -> None:
    assert wrong_reads(clusters, READS, own_connection) == 0
    options = {**connection.settings_dict["OPTIONS"], "pool": {"min_size": 2, "max_size": THREADS, "timeout": 20}}
    try:
        assert wrong_reads(clusters, READS, lambda: own_connection(OPTIONS=options)) == 0
    finally:
        _close_pool(options)


def test_a_connection_that_the_pool_gives_again_has_forgotten_its_cluster(twins: list[Cluster]) -> None:
    options = {**connection.settings_dict["OPTIONS"], "pool": {"min_size": 1, "max_size": 2, "timeout": 20}}

    def request(cluster: Cluster) -> bool:
        with own_connection(OPTIONS=options):
            return bool(run_in_cluster(cluster, lambda: Rule.objects.get(pk=KEY).action == cluster.schema_name))

    try:
        with ThreadPoolExecutor(THREADS) as pool:
            assert all(pool.map(request, twins * 40))
    finally:
        _close_pool(options)


def _close_pool(options: dict[str, Any]) -> None:
    with own_connection(OPTIONS=options) as wrapper:
        wrapper.close_pool()


def test_behind_an_unsafe_pooler_no_connection_is_made(alpha: Cluster) -> None:
    with pgbouncer("transaction") as where, own_connection(**where) as wrapper:
        with pytest.raises(ImproperlyConfigured, match=r"rows of another cluster.*pool_mode = session"):
            run_in_cluster(alpha, Rule.objects.count)
        # Nor at the second try: a refused connection is not kept.
        with pytest.raises(ImproperlyConfigured):
            wrapper.ensure_connection()
        with pytest.raises(ImproperlyConfigured):
            pooling.require_safe_start(wrapper)
        with pytest.raises(ImproperlyConfigured, match="another cluster"):
            call_command("clusterkit_worker", "--once")
        assert pooling.probe(wrapper).pooling is Pooling.UNSAFE


def test_behind_an_unsafe_pooler_the_site_does_not_start(alpha: Cluster) -> None:
    with pgbouncer("transaction") as where:
        name = connection.settings_dict["NAME"]
        started = subprocess.run(
            [sys.executable, "-c", "from django.core.wsgi import get_wsgi_application as start; start()"],
            cwd=ROOT,
            env={
                **os.environ,
                "DATABASE_URL": f"postgresql://postgres@{where['HOST']}:{where['PORT']}/{name}",
                "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "tests.projects.full"),
                "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            },
            capture_output=True,
            text=True,
            check=False,
        )
    assert started.returncode != 0
    assert "visitors would be shown the rows of another cluster" in started.stderr


def test_without_the_guard_an_unsafe_pooler_mixes_clusters(
    twins: list[Cluster], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pooling, "require_safe", lambda wrapper: None)
    with pgbouncer("transaction") as where:
        assert wrong_reads(twins, 800, lambda: own_connection(**where)) > 80


def test_a_pooler_in_session_mode_is_safe(twins: list[Cluster]) -> None:
    with pgbouncer("session") as where:
        with own_connection(**where) as wrapper:
            assert pooling.probe(wrapper) == Verdict(Pooling.SESSION, safe=True)
            pooling.require_safe_start(wrapper)
        assert wrong_reads(twins, 800, lambda: own_connection(**where)) == 0


def test_a_direct_connection_costs_one_query(alpha: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pooling, "_proved", set())
    with own_connection() as wrapper:
        wrapper.ensure_connection()
        assert pooling.judge(wrapper) == Verdict(Pooling.DIRECT, safe=True)
        assert len(pooling._proved) == 1


def test_a_database_that_does_not_answer_is_no_reason_to_refuse() -> None:
    with own_connection(HOST="127.0.0.1", PORT="1") as wrapper:
        pooling.require_safe_start(wrapper)
    assert tenant_connection() is not wrapper


def test_a_pooler_that_carries_the_path_along_needs_cursors_on_the_client(alpha: Cluster) -> None:
    """Such a PgBouncer is newer than Debian's: what the two connections would see is judged."""
    shared = pooling._Seen(({1, 2}, {1, 2}))
    with own_connection() as wrapper:
        verdict = pooling._verdict(shared, wrapper)
        assert (verdict.safe, "DISABLE_SERVER_SIDE_CURSORS" in verdict.why) == (False, True)
        wrapper.settings_dict["DISABLE_SERVER_SIDE_CURSORS"] = True
        assert pooling._verdict(shared, wrapper) == Verdict(Pooling.TRACKED, safe=True)
        assert not pooling._verdict(pooling._Seen(({1, 2}, {1, 2}), unreported=1), wrapper).safe
        assert not pooling._verdict(pooling._Seen(({1}, {2}), wrong=1), wrapper).safe

"""A creation is whole or nothing: killed anywhere, raced by others, and with all turns taken."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import override_settings

from clusterkit.directory.models import Sector
from clusterkit.files import storage
from clusterkit.hosting.creation import open_cluster
from clusterkit.hosting.models import SpareSchema
from clusterkit.hosting.repair import repair
from clusterkit.tenancy.context import cluster_context, leave, public_schema
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.exceptions import CreationBusyError
from clusterkit.tenancy.hosts import host_cache
from clusterkit.tenancy.models import Cluster, Domain, SchemaRecord
from clusterkit.tenancy.provisioning import schemas_of_ours
from clusterkit.tenancy.provisioning.slots import FAMILY

pytestmark = pytest.mark.long

POINTS = 20
ROOT = Path(__file__).resolve().parents[3]


def given(**values: Any) -> dict[str, Any]:
    """CLUSTERKIT with these values."""
    return {"CLUSTERKIT": {**settings.CLUSTERKIT, **values}}


class Killer:
    """The process of ``killing.py``."""

    def __init__(self) -> None:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "tests.projects.full"),
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
            "KILLING_MEDIA": str(settings.MEDIA_ROOT),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.apps.hosting.killing", str(connection.settings_dict["NAME"])],
            cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._answer()

    def _answer(self) -> tuple[str, int]:
        assert self.process.stdout is not None
        ended, counted = self.process.stdout.readline().split()
        return ended, int(counted)

    def __call__(self, kind: str, number: int, slug: str = "-") -> tuple[str, int]:
        """Do *kind* and kill it at its statement *number* (0: nowhere). How it ended, and how far it came."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{kind} {number} {slug}\n")
        self.process.stdin.flush()
        return self._answer()

    def stop(self) -> None:
        """End it."""
        self.process.communicate("")


@pytest.fixture
def killer() -> Iterator[Killer]:
    process = Killer()
    yield process
    process.stop()


def traces() -> tuple[set[str], set[str], set[str], set[str]]:
    """Everything that a creation could leave behind."""
    with public_schema():
        return (
            set(schemas_of_ours()),
            set(Cluster.objects.values_list("slug", flat=True)),
            set(Domain.objects.values_list("domain", flat=True)),
            set(storage.schema_folders()),
        )


def answer_of(client_for: Callable[..., Any], slug: str) -> int:
    host_cache.clear()
    return int(client_for(host=f"{slug}.testserver").get("/accounts/login/").status_code)


def settle() -> None:
    """Let the server be done with the killed client, as it is a moment later by itself."""
    with public_schema(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("spares", [0, 1], ids=["replay", "spare"])
def test_killed_at_any_point_nothing_is_half(killer: Killer, client_for: Any, alpha: Cluster, spares: int) -> None:
    half_way = 0
    with override_settings(**given(SPARE_SCHEMAS=spares)):
        repair()
        _ended, total = killer("create", 0, "whole")
        assert answer_of(client_for, "whole") == 200
        repair()
        for index in range(POINTS):
            slug, before = f"killed{index}", traces()
            assert number_of_spares() == spares
            assert killer("create", 1 + round(index * (total - 1) / (POINTS - 1)), slug)[0] == "killed"
            settle()
            status = answer_of(client_for, slug)
            repair()
            assert number_of_spares() == spares
            if status == 200:
                check_whole(slug)
                continue
            half_way += 1
            assert (status, traces()) == (404, before)
            if not index % 6:
                assert repair() == []
                assert open_cluster(slug=slug, host=f"{slug}.testserver", name=slug).slug == slug
                repair()
    assert half_way >= POINTS - 2


def check_whole(slug: str) -> None:
    with public_schema():
        made = Cluster.objects.get(slug=slug)
    assert made.status == ClusterStatus.ACTIVE
    with cluster_context(made):
        assert Sector.objects.count() == 6


def number_of_spares() -> int:
    with public_schema():
        return SpareSchema.objects.count()


@pytest.mark.django_db(transaction=True)
def test_a_killed_recording_leaves_a_template_that_repair_removes(killer: Killer, alpha: Cluster) -> None:
    repair()
    before = traces()
    with public_schema():
        kept = SchemaRecord.objects.get()
    seen = 0
    for number in (20, 300):
        assert killer("record", number)[0] == "killed"
        settle()
        seen += any(name.startswith("clusterkit_template_") for name in schemas_of_ours())
        repair()
        assert traces() == before
    assert seen == 2
    with public_schema():
        assert SchemaRecord.objects.get().pk == kept.pk


@pytest.mark.django_db(transaction=True)
def test_a_spare_killed_in_the_making_is_not_there(killer: Killer, alpha: Cluster) -> None:
    repair()
    before = traces()
    _ended, total = killer("spare", 0)
    repair()
    for number in (3, total // 2, total - 1):
        assert killer("spare", number)[0] == "killed"
        settle()
        assert traces() == before
        assert number_of_spares() == 0


def at_once(number: int, work: Callable[[int], Any]) -> list[Any]:
    """What *work* gives or raises in so many threads that begin together."""
    results: list[Any] = [None] * number
    gate = threading.Barrier(number)

    def run(index: int) -> None:
        try:
            gate.wait()
            results[index] = work(index)
        except Exception as error:
            results[index] = error
        finally:
            leave()
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_twelve_at_once_all_come_to_be(alpha: Cluster) -> None:
    def work(index: int) -> str:
        return str(open_cluster(slug=f"t{index:02}", host=f"t{index:02}.testserver", name="T").slug)

    with override_settings(**given(CREATION_SLOTS=3, CREATION_WAIT=60)):
        assert at_once(12, work) == [f"t{index:02}" for index in range(12)]


@pytest.mark.django_db(transaction=True)
def test_one_address_is_given_once_however_many_ask(alpha: Cluster) -> None:
    results = at_once(3, lambda index: open_cluster(slug="wanted", host="wanted.testserver", name="W"))
    assert sum(isinstance(result, Cluster) for result in results) == 1
    refused = [result for result in results if isinstance(result, ValidationError)]
    assert len(refused) == 2
    assert all("slug" in error.message_dict for error in refused)


@pytest.mark.django_db(transaction=True)
def test_when_all_turns_are_taken_it_says_so_and_leaves_nothing(alpha: Cluster) -> None:
    repair()
    before = traces()
    taken, let_go = threading.Event(), threading.Event()

    def occupy() -> None:
        from django.db import transaction

        with public_schema(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [FAMILY])
            taken.set()
            let_go.wait(30)
        connection.close()

    thread = threading.Thread(target=occupy)
    thread.start()
    taken.wait(30)
    try:
        with override_settings(**given(CREATION_SLOTS=1, CREATION_WAIT=0.1)):
            with pytest.raises(CreationBusyError, match="Try again in a moment"):
                open_cluster(slug="late", host="late.testserver", name="Late")
            assert traces() == before
        # Another one beside it has a turn: negative control.
        with override_settings(**given(CREATION_SLOTS=2, CREATION_WAIT=0.1)):
            assert open_cluster(slug="late", host="late.testserver", name="Late").slug == "late"
    finally:
        let_go.set()
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_a_creation_keeps_nobody_from_changing_other_clusters(alpha: Cluster) -> None:
    """The row that counts host changes is written at the very end."""
    from clusterkit.tenancy.services import announce_host_change

    def slow(cluster: Cluster) -> None:
        (result,) = at_once(1, lambda index: announce_host_change())
        assert result is None

    with public_schema(), connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '5s'")
    assert open_cluster(slug="slow", host="slow.testserver", name="Slow", seed=slow).slug == "slow"
    connection.close()

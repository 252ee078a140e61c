"""Spare schemas: kept ready by the worker, taken by creations, never stale."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from clusterkit.hosting.creation import open_cluster
from clusterkit.hosting.models import SpareSchema
from clusterkit.hosting.spares import Refilled, make_spare, refill
from clusterkit.jobs.worker import Worker
from clusterkit.tenancy.context import cluster_context, public_schema
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.provisioning import schemas_of_ours
from clusterkit.tenancy.provisioning.record import read_rows

pytestmark = pytest.mark.django_db


def keeping(number: int) -> Any:
    return override_settings(CLUSTERKIT={**settings.CLUSTERKIT, "SPARE_SCHEMAS": number})


def check_now() -> None:
    """Foreign keys wait for the end of the test's one transaction, and nothing is dropped while they wait."""
    with public_schema(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def names() -> list[str]:
    with public_schema():
        return list(SpareSchema.objects.values_list("schema_name", flat=True))


def opened(slug: str = "gamma", **values: Any) -> Cluster:
    return open_cluster(**{"slug": slug, "host": f"{slug}.testserver", "name": "Gamma", **values})


def test_a_new_cluster_takes_a_spare_and_keeps_its_name(alpha: Cluster, client_for: Any) -> None:
    spare = make_spare()
    replayed = open_cluster(slug="delta", host="delta.testserver", name="Delta")
    assert (replayed.schema_name, names()) == (spare, [])
    assert client_for(host="delta.testserver").get("/accounts/login/").status_code == 200


def test_a_spare_holds_what_a_replay_makes(alpha: Cluster) -> None:
    replayed = opened("gamma")
    make_spare()
    taken = opened("delta")
    assert taken.schema_name.startswith("c_spare_")
    with cluster_context(replayed):
        expected = read_rows()
    with cluster_context(taken):
        assert read_rows() == expected
    assert shape(taken) == shape(replayed)


def shape(cluster: Cluster) -> list[tuple[Any, ...]]:
    with public_schema(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type, column_default, is_identity FROM information_schema.columns"
            " WHERE table_schema = %s ORDER BY 1, 2",
            [cluster.schema_name],
        )
        return list(cursor.fetchall())


def test_with_a_spare_no_table_is_made_while_somebody_waits(alpha: Cluster) -> None:
    make_spare()
    with CaptureQueriesContext(connection) as queries:
        opened()
    said = [query["sql"] for query in queries.captured_queries]
    assert not [
        sql for sql in said if sql.startswith(("CREATE", "ALTER")) or ("schemarecord" in sql and "statements" in sql)
    ]
    assert len(said) < 60


def test_a_refused_creation_gives_the_spare_back(alpha: Cluster) -> None:
    make_spare()
    kept = names()

    def seed(cluster: Cluster) -> None:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        opened(seed=seed)
    with pytest.raises(ValidationError):
        opened(host="beta.testserver")
    assert names() == kept


def test_a_stale_spare_is_never_taken_and_is_made_anew(alpha: Cluster) -> None:
    stale = make_spare()
    with public_schema():
        SpareSchema.objects.update(record_key="old")
    assert opened().schema_name != stale
    check_now()
    with keeping(1):
        assert refill() == Refilled(made=1, dropped=1)
        assert refill() == Refilled()
    assert stale not in schemas_of_ours()
    assert [name for name in names() if name in schemas_of_ours()] == names() != []


def test_a_spare_whose_schema_somebody_dropped_is_passed_by(alpha: Cluster) -> None:
    gone = make_spare()
    good = make_spare()
    check_now()
    with public_schema(), connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA {gone} CASCADE")
    assert opened().schema_name == good


def test_the_worker_makes_one_a_round_and_drops_what_is_too_many(alpha: Cluster) -> None:
    with keeping(2):
        counts = []
        for _round in range(3):
            Worker().go_round()
            counts.append(len(names()))
        check_now()
        assert counts == [1, 2, 2]
    with keeping(0):
        Worker().go_round()
        assert len(names()) == 1
        Worker().go_round()
        assert names() == []
        assert not [name for name in schemas_of_ours() if name.startswith("c_spare_")]

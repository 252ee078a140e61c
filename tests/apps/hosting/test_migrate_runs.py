"""Runs of ``clusters migrate``: failures, resuming, the lock, the plan, several at once, beside other programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from clusterkit.hosting.migrating import migrate_clusters
from clusterkit.hosting.migrating.lock import only_run
from clusterkit.hosting.models import ClusterMigration, MigrationMethod, MigrationRun, MigrationState
from clusterkit.tenancy.context import public_schema
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.models import Cluster
from tests.apps.hosting.migrating import (
    ADD_FIELD,
    NEW_MODEL,
    PYTHON,
    Grown,
    add_sector,
    by_django,
    growing,
    made,
    sql,
    tiny,
)

# Many clusters are migrated again and again: minutes, in ``make soak``.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


@pytest.fixture
def grown(tmp_path: Path) -> Iterator[Grown]:
    with growing(tmp_path) as app:
        yield app


def said(*words: str, ok: bool = True) -> dict[str, Any]:
    """What ``clusters migrate --json`` prints."""
    out = StringIO()
    if ok:
        call_command("clusters", "migrate", *words, "--json", stdout=out)
    else:
        with pytest.raises(SystemExit, match="1"):
            call_command("clusters", "migrate", *words, "--json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    assert found["ok"] is ok
    return found


def weights(cluster: Cluster) -> int:
    """How many columns of the migration the cluster has."""
    query = """
        SELECT 1 FROM information_schema.columns
        WHERE table_schema = %s AND table_name = 'clusterkit_directory_sector' AND column_name = 'weight'
    """
    return len(sql("public", query, cluster.schema_name))


def test_one_failing_cluster_stops_no_other_and_is_taken_up_again(grown: Grown) -> None:
    clusters = made(4)
    sql(clusters[1].schema_name, "ALTER TABLE clusterkit_directory_sector ADD COLUMN weight integer")
    label = grown.add(ADD_FIELD)
    told = said("--jobs", "2", ok=False)
    assert (told["migrated"], told["failed"], told["public"]) == (3, 1, [label])
    assert [row["state"] for row in told["clusters"]] == ["done", "failed", "done", "done"]
    assert 'column "weight"' in told["clusters"][1]["error"]
    assert [weights(cluster) for cluster in clusters] == [1, 1, 1, 1]
    sql(clusters[1].schema_name, "ALTER TABLE clusterkit_directory_sector DROP COLUMN weight")
    told = said()
    assert [(row["slug"], row["state"], row["migrations"]) for row in told["clusters"]] == [("m01", "done", [label])]
    assert said()["clusters"] == []
    with public_schema():
        assert MigrationRun.objects.filter(finished_at=None).count() == 0
        assert ClusterMigration.objects.filter(state=MigrationState.DONE, seconds__gt=0).count() == 4


def test_python_that_fails_in_one_cluster_leaves_it_as_it_was(grown: Grown) -> None:
    clusters = made(3)
    add_sector(clusters[0], "py")
    grown.add(ADD_FIELD, PYTHON)
    out = StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("clusters", "migrate", "--skip-public", "--jobs", "2", stdout=out)
    assert "m00: IntegrityError" in out.getvalue()
    assert "3 by Django's own way" in out.getvalue()
    assert "2 of 3 clusters migrated." in out.getvalue()
    assert [weights(cluster) for cluster in clusters] == [0, 1, 1]


def test_the_plan_says_what_would_run_and_changes_nothing(grown: Grown) -> None:
    first, second, suspended = made(3)
    with public_schema():
        Cluster.objects.filter(pk=suspended.pk).update(status=ClusterStatus.SUSPENDED)
    python = grown.add(PYTHON)
    by_django(first)
    field = grown.add(ADD_FIELD)
    told = said("--plan")
    groups = sorted(told["groups"], key=lambda group: len(group["clusters"]))
    assert groups[0] == {"clusters": ["m00"], "migrations": [field], "method": "replay", "why": ""}
    assert groups[1]["clusters"] == ["m01", "m02"]
    assert (groups[1]["method"], groups[1]["migrations"]) == ("django", [python, field])
    assert told["public"] == [python, field]
    assert (told["current"], told["total"], told["broken"]) == (0, 3, [])
    assert [weights(cluster) for cluster in (first, second, suspended)] == [0, 0, 0]
    with public_schema():
        assert not MigrationRun.objects.exists()
    out = StringIO()
    call_command("clusters", "migrate", "--plan", "--cluster", "m00", stdout=out)
    assert f"1 cluster by recorded statements: {field}" in out.getvalue()


def test_only_one_cluster_and_none_that_is_being_made(grown: Grown) -> None:
    first, second = made(2)
    grown.add(ADD_FIELD)
    assert [row["slug"] for row in said("--cluster", "m01.testserver")["clusters"]] == ["m01"]
    assert [weights(first), weights(second)] == [0, 1]
    with public_schema():
        Cluster.objects.filter(pk=first.pk).update(status=ClusterStatus.PROVISIONING)
    assert said()["total"] == 1
    with pytest.raises(CommandError, match="not migrated"):
        call_command("clusters", "migrate", "--cluster", "m00")
    with pytest.raises(CommandError, match="from 1 to 32"):
        call_command("clusters", "migrate", "--jobs", "0")


def test_two_runs_do_not_fight() -> None:
    with only_run(), pytest.raises(CommandError, match=r"Another run of the migrations is under way since 20\d\d-"):
        call_command("clusters", "migrate")
    assert said()["ok"] is True


def test_a_cluster_that_another_program_migrates_meanwhile_is_left_alone(grown: Grown) -> None:
    clusters = made(3)
    grown.add(ADD_FIELD)

    def meanwhile(done: int, total: int, text: str) -> None:
        if text == "m00":
            by_django(clusters[2])

    outcome = migrate_clusters(progress=meanwhile)
    assert [(row.cluster.slug, row.state) for row in outcome.results] == [("m00", "done"), ("m01", "done")]
    assert [weights(cluster) for cluster in clusters] == [1, 1, 1]


def test_what_needs_several_transactions_is_left_to_django(grown: Grown) -> None:
    (cluster,) = made(1)
    sql(cluster.schema_name, "CREATE TYPE mood AS ENUM ('calm')")
    grown.add("migrations.RunSQL(\"CREATE TYPE mood AS ENUM ('calm')\")")
    sql(
        cluster.schema_name,
        "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())",
        grown.app,
        grown.last,
    )
    grown.add("migrations.RunSQL(\"ALTER TYPE mood ADD VALUE 'glad'\")")
    grown.add("migrations.RunSQL(\"CREATE TABLE day (id bigint PRIMARY KEY, mood mood DEFAULT 'glad')\")")
    (row,) = migrate_clusters().results
    assert (row.state, row.method) == (MigrationState.DONE, MigrationMethod.DJANGO)
    sql(cluster.schema_name, "INSERT INTO day (id) VALUES (1)")
    assert sql(cluster.schema_name, "SELECT mood::text FROM day") == [("glad",)]


def test_an_interrupted_django_run_is_brought_to_its_end(grown: Grown) -> None:
    (cluster,) = made(1)
    grown.add(NEW_MODEL, PYTHON)
    migrate_clusters()
    # As if killed after the last migration and before Django added the rows for its new model.
    with public_schema():
        ClusterMigration.objects.update(state=MigrationState.RUNNING)
        MigrationRun.objects.update(finished_at=None)
        connection.cursor().execute("CREATE SCHEMA clusterkit_migrating_left")
    sql(cluster.schema_name, "DELETE FROM auth_permission WHERE codename LIKE '%_visit'")
    sql(cluster.schema_name, "DELETE FROM django_content_type WHERE model = 'visit'")
    assert "ended within it" in said("--plan")["groups"][0]["why"]
    assert [(row["slug"], row["state"]) for row in said()["clusters"]] == [("m00", "done")]
    assert len(sql(cluster.schema_name, "SELECT 1 FROM auth_permission WHERE codename LIKE '%_visit'")) == 4
    assert said()["clusters"] == []
    assert not sql("public", "SELECT 1 FROM pg_namespace WHERE nspname = 'clusterkit_migrating_left'")
    with public_schema():
        states = list(ClusterMigration.objects.order_by("pk").values_list("state", flat=True))
    assert states == [MigrationState.INTERRUPTED, MigrationState.DONE]


def test_a_lost_schema_is_told_and_not_made_anew() -> None:
    lost, _whole = made(2)
    sql("public", f'DROP SCHEMA "{lost.schema_name}" CASCADE')
    told = said(ok=False)
    assert [(row["slug"], row["state"]) for row in told["clusters"]] == [("m00", "failed")]
    assert "is missing" in told["clusters"][0]["error"]
    assert said("--plan")["broken"] == ["m00"]


def test_a_database_that_does_not_answer_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    connection.close()
    with monkeypatch.context() as patch:
        patch.setitem(connection.settings_dict, "NAME", "there_is_no_such_database")
        with pytest.raises(CommandError, match=r"The database does not answer: .*no_such_database"):
            call_command("clusters", "migrate")


def test_long_groups_are_cut_in_the_plan(grown: Grown) -> None:
    made(1)
    tiny(11)
    grown.add(ADD_FIELD)
    out = StringIO()
    call_command("clusters", "migrate", "--plan", stdout=out)
    assert "m00, t00, t01, t02, t03, t04, t05, t06, t07, t08 and 2 more" in out.getvalue()
    assert "0 of 12 clusters need nothing." in out.getvalue()

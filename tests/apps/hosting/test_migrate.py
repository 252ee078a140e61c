"""``clusters migrate``: the result is Django's, by replay where that is possible."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from clusterkit.hosting.migrating import look, migrate_clusters
from clusterkit.hosting.models import MigrationMethod, MigrationState
from clusterkit.tenancy.models import Cluster
from tests.apps.hosting.migrating import (
    ADD_FIELD,
    ADD_INDEX,
    NEW_MODEL,
    PYTHON,
    Grown,
    growing,
    made,
    rows_of,
    schema_dump,
    sql,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def grown(tmp_path: Path) -> Iterator[Grown]:
    with growing(tmp_path) as app:
        yield app


def by_django(cluster: Cluster) -> None:
    call_command("migrate_schemas", schema_name=cluster.schema_name, interactive=False, verbosity=0)


def said(*words: str, ok: bool = True) -> dict[str, Any]:
    out = StringIO()
    if ok:
        call_command("clusters", "migrate", *words, "--json", stdout=out)
    else:
        with pytest.raises(SystemExit, match="1"):
            call_command("clusters", "migrate", *words, "--json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    assert found["ok"] is ok
    return found


def fill(cluster: Cluster) -> None:
    sql(
        cluster.schema_name, """INSERT INTO clusterkit_directory_sector (code, name, "order") VALUES ('oil', '{}', 1)"""
    )


def sectors(cluster: Cluster) -> list[tuple[Any, ...]]:
    return sql(cluster.schema_name, "SELECT * FROM clusterkit_directory_sector ORDER BY id")


@pytest.mark.parametrize("template", ["record", "migrations"])
def test_the_result_is_what_django_makes(tmp_path: Path, template: str) -> None:
    theirs, ours, second = clusters = made(3)
    with growing(tmp_path) as grown:
        for cluster in clusters:
            fill(cluster)
        grown.add(
            ADD_FIELD, "migrations.RunSQL(\"UPDATE clusterkit_directory_sector SET weight = 8 WHERE code LIKE 'o%'\")"
        )
        grown.add(ADD_INDEX, "migrations.AlterField('sector', 'code', models.CharField(max_length=99, unique=True))")
        labels = {*look().groups[0].pending}
        grown.add(NEW_MODEL, name="visit")
        if template == "migrations":
            # A state that no record of new clusters has: one migration further.
            for cluster in clusters:
                call_command(
                    "migrate_schemas", "clusterkit_directory", "0002", schema_name=cluster.schema_name, verbosity=0
                )
        by_django(theirs)
        outcome = migrate_clusters()
        assert not outcome.failed
        assert outcome.notes == []
        assert [(row.cluster.slug, row.state, row.method) for row in outcome.results] == [
            ("m01", MigrationState.DONE, MigrationMethod.REPLAY),
            ("m02", MigrationState.DONE, MigrationMethod.REPLAY),
        ]
        assert len(labels) == 2
        for cluster in (ours, second):
            assert rows_of(cluster.schema_name) == rows_of(theirs.schema_name)
            assert sectors(cluster) == sectors(theirs)
            assert schema_dump(cluster.schema_name) == schema_dump(theirs.schema_name)
        assert migrate_clusters().results == []
        by_django(ours)
        assert rows_of(ours.schema_name) == rows_of(theirs.schema_name)


@pytest.mark.parametrize(
    ("operations", "atomic", "why"),
    [
        ([ADD_FIELD, PYTHON], True, "RunPython"),
        ([ADD_FIELD, "migrations.RenameModel('Sector', 'Branch')"], True, "RenameModel"),
        (
            ["migrations.AddField('sector', 'seen', models.DateTimeField(default=django.utils.timezone.now))"],
            True,
            "seen",
        ),
        (["migrations.AddField('sector', 'key', models.UUIDField(default=uuid.uuid4))"], True, "key"),
        (
            ["migrations.RunSQL('CREATE INDEX CONCURRENTLY sector_i ON clusterkit_directory_sector (name)')"],
            False,
            "outside",
        ),
        (["migrations.SeparateDatabaseAndState(database_operations=[" + PYTHON + "])"], True, "RunPython"),
    ],
)
def test_what_may_differ_between_clusters_is_left_to_django(
    grown: Grown, operations: list[str], atomic: bool, why: str
) -> None:
    theirs, ours = made(2)
    fill(ours)
    fill(theirs)
    grown.add(*operations, atomic=atomic)
    by_django(theirs)
    outcome = migrate_clusters()
    assert [(row.state, row.method) for row in outcome.results] == [(MigrationState.DONE, MigrationMethod.DJANGO)]
    assert why in outcome.notes[0]
    assert schema_dump(ours.schema_name) == schema_dump(theirs.schema_name)
    assert rows_of(ours.schema_name) == rows_of(theirs.schema_name)

"""``clusters migrate``: the result is Django's, by replay where that is possible."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import migrations, models

from clusterkit.hosting.migrating import look, migrate_clusters
from clusterkit.hosting.migrating.recordable import why_not
from clusterkit.hosting.models import MigrationMethod, MigrationState
from clusterkit.tenancy.context import schema_context
from clusterkit.tenancy.models import Cluster
from tests.apps.hosting.migrating import (
    ADD_FIELD,
    ADD_INDEX,
    NEW_MODEL,
    PYTHON,
    Grown,
    add_sector,
    by_django,
    growing,
    made,
    rows_of,
    sql,
)
from tests.apps.tenancy.dumps import schema_dump

# Many clusters are migrated again and again: minutes, in ``make soak``.
pytestmark = pytest.mark.long

UPDATE = "migrations.RunSQL(\"UPDATE clusterkit_directory_sector SET weight = 8 WHERE code LIKE 'o%'\")"
CHANGE = "migrations.AlterField('sector', 'code', models.CharField(max_length=99, unique=True))"
VISITS = "migrations.RunSQL('INSERT INTO clusterkit_directory_visit (note, sector_id) SELECT code, id FROM clusterkit_directory_sector')"
TABLES = pytest.mark.django_db(transaction=True)


@pytest.fixture
def grown(tmp_path: Path) -> Iterator[Grown]:
    with growing(tmp_path) as app:
        yield app


def sectors(cluster: Cluster) -> list[tuple[Any, ...]]:
    return sql(cluster.schema_name, "SELECT * FROM clusterkit_directory_sector ORDER BY id")


@TABLES
@pytest.mark.parametrize("template", ["record", "migrations"])
def test_the_result_is_what_django_makes(grown: Grown, template: str) -> None:
    theirs, *ours = clusters = made(3)
    for cluster in clusters:
        add_sector(cluster)
    grown.add(ADD_FIELD, UPDATE)
    if template == "migrations":
        # A state that no record of new clusters has: one migration further.
        for cluster in clusters:
            by_django(cluster)
    grown.add("migrations.AddField('sector', 'more', models.JSONField(default=list))", CHANGE)
    grown.add(NEW_MODEL, VISITS)
    # Deferred checks of the rows just added would stand in the way of this one, were they not done in between.
    grown.add("migrations.AddField('visit', 'seen', models.BooleanField(default=False))")
    if template == "record":
        grown.add(ADD_INDEX)
    by_django(theirs)
    outcome = migrate_clusters()
    assert outcome.notes == []
    assert [(row.cluster.slug, row.state, row.method) for row in outcome.results] == [
        ("m01", MigrationState.DONE, MigrationMethod.REPLAY),
        ("m02", MigrationState.DONE, MigrationMethod.REPLAY),
    ]
    expected = rows_of(theirs.schema_name)
    for cluster in ours:
        assert rows_of(cluster.schema_name) == expected
        assert sectors(cluster) == sectors(theirs)
        assert len(sql(cluster.schema_name, "SELECT 1 FROM clusterkit_directory_visit")) == 1
    assert schema_dump(ours[0].schema_name) == schema_dump(theirs.schema_name)
    assert migrate_clusters().results == []
    by_django(ours[0])
    assert rows_of(ours[0].schema_name) == expected


@TABLES
@pytest.mark.parametrize(
    ("operations", "why"),
    [
        (
            [ADD_FIELD, "migrations.RenameModel('Sector', 'Branch')", NEW_MODEL.replace("sector'", "branch'")],
            "RenameModel",
        ),
        ([PYTHON, "migrations.AddField('sector', 'key', models.UUIDField(default=uuid.uuid4))"], "RunPython"),
        (["migrations.AddField('sector', 'key', models.UUIDField(default=uuid.uuid4))"], "the default of 'key'"),
    ],
)
def test_what_may_differ_between_clusters_is_left_to_django(grown: Grown, operations: list[str], why: str) -> None:
    theirs, ours = made(2)
    grown.add(*operations)
    by_django(theirs)
    outcome = migrate_clusters()
    assert [(row.state, row.method) for row in outcome.results] == [(MigrationState.DONE, MigrationMethod.DJANGO)]
    assert why in outcome.notes[0]
    assert schema_dump(ours.schema_name) == schema_dump(theirs.schema_name)
    assert rows_of(ours.schema_name) == rows_of(theirs.schema_name)


def nothing(apps: Any, editor: Any) -> None:
    """A step in Python."""


class Own(migrations.RunSQL):
    """A host's own kind of operation, which may do anything."""


@pytest.mark.parametrize(
    ("operation", "app", "atomic", "expected"),
    [
        (migrations.AddField("x", "key", models.UUIDField(default=uuid.uuid4)), "clusterkit_directory", True, ""),
        (migrations.RunSQL("SELECT 1", elidable=True), "clusterkit_directory", True, ""),
        (
            migrations.RunSQL("SELECT 1"),
            "clusterkit_directory",
            False,
            "clusterkit_directory.0009_x runs outside a transaction",
        ),
        (migrations.RunPython(nothing), "clusterkit_directory", True, "clusterkit_directory.0009_x has RunPython"),
        (migrations.RunPython(migrations.RunPython.noop), "clusterkit_directory", True, ""),
        # The platform's own apps do nothing in a cluster.
        (migrations.RunPython(nothing), "clusterkit_tenancy", False, ""),
        (Own("SELECT 1"), "clusterkit_directory", True, "clusterkit_directory.0009_x has Own"),
        (
            migrations.SeparateDatabaseAndState([migrations.RunSQL("SELECT 1"), migrations.RunPython(nothing)], []),
            "clusterkit_directory",
            True,
            "clusterkit_directory.0009_x has RunPython",
        ),
        (
            migrations.SeparateDatabaseAndState([], [migrations.RenameField("x", "y", "z")]),
            "clusterkit_directory",
            True,
            "",
        ),
    ],
)
def test_which_operations_are_recorded(operation: Any, app: str, atomic: bool, expected: str) -> None:
    kind = type("Migration", (migrations.Migration,), {"operations": [operation], "atomic": atomic})
    migration = kind("0009_x", app)
    with schema_context("c_any"):
        assert why_not(migration) == expected


@TABLES
def test_a_squashed_migration_is_noted_as_django_does(grown: Grown) -> None:
    theirs, ours = made(2)
    first, second = grown.add(ADD_FIELD), grown.add(ADD_INDEX)
    assert not migrate_clusters().failed
    grown.squash([first, second], ADD_FIELD, ADD_INDEX)
    assert look().groups[0].pending == (f"{grown.app}.0002_squashed",)
    by_django(theirs)
    assert [row.state for row in migrate_clusters().results] == [MigrationState.DONE]
    assert rows_of(ours.schema_name) == rows_of(theirs.schema_name)
    assert look().groups == ()

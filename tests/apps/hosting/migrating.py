"""What the tests of migrating share: an app that grows, clusters in its old state, and dumps to compare."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import invalidate_caches
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from clusterkit.tenancy.context import public_schema, schema_context
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.provisioning import create_cluster

APP = "clusterkit_directory"
"""The app that grows: it stands in every settings project. Its own migrations come first."""

HEAD = "from django.db import migrations, models\nimport django.utils.timezone\nimport uuid\n"
ADD_FIELD = "migrations.AddField('sector', 'weight', models.IntegerField(default=7))"
ADD_INDEX = "migrations.AddIndex('sector', models.Index(fields=['weight', 'code'], name='sector_weight'))"
NEW_MODEL = """migrations.CreateModel('Visit', [
    ('id', models.BigAutoField(primary_key=True)),
    ('note', models.CharField(max_length=20)),
    ('sector', models.ForeignKey('clusterkit_directory.sector', models.CASCADE)),
])"""
PYTHON = "migrations.RunPython(lambda apps, editor: apps.get_model('clusterkit_directory', 'Sector').objects.create(code='py'))"


class Grown:
    """The migrations of :data:`APP` in a folder of the test's own; :meth:`add` adds one."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder / name
        self.last = "0001_initial"
        module = find_spec("clusterkit.directory.migrations")
        assert module is not None
        assert module.submodule_search_locations
        self.folder.mkdir()
        for path in Path(module.submodule_search_locations[0]).glob("*.py"):
            shutil.copy(path, self.folder)
        self.last = max(path.stem for path in self.folder.glob("0*.py"))

    app = APP

    def squash(self, parts: list[str], *operations: str) -> None:
        """A migration that replaces *parts*, which keep their files."""
        replaced = [tuple(part.split(".")) for part in parts]
        body = ",\n        ".join(operations)
        (self.folder / "0002_squashed.py").write_text(
            f"{HEAD}\n\nclass Migration(migrations.Migration):\n    replaces = {replaced!r}\n"
            f"    dependencies = [('{APP}', '0001_initial')]\n    operations = [\n        {body}\n    ]\n"
        )
        invalidate_caches()

    def add(self, *operations: str, name: str = "", atomic: bool = True) -> str:
        """A migration with these operations after the last one. Returns its name."""
        new = f"{int(self.last[:4]) + 1:04}_{name or 'more'}"
        body = ",\n        ".join(operations)
        (self.folder / f"{new}.py").write_text(
            f"{HEAD}\n\nclass Migration(migrations.Migration):\n    atomic = {atomic}\n"
            f"    dependencies = [('{APP}', '{self.last}')]\n    operations = [\n        {body}\n    ]\n"
        )
        self.last = new
        invalidate_caches()
        return f"{APP}.{new}"


@contextmanager
def growing(folder: Path) -> Iterator[Grown]:
    """Let :data:`APP` take its migrations from a copy that the test adds to."""
    name = f"grown_{folder.name.replace('-', '_')}"
    sys.path.insert(0, str(folder))
    try:
        with override_settings(MIGRATION_MODULES={APP: name}):
            yield Grown(folder, name)
    finally:
        sys.path.remove(str(folder))
        for module in [module for module in sys.modules if module.split(".")[0] == name]:
            del sys.modules[module]


def made(number: int) -> list[Cluster]:
    """So many clusters in the old state; those of all tests are hidden from migrating, for they must stay as they are."""
    with public_schema():
        Cluster.objects.update(status=ClusterStatus.PROVISIONING)
    return [create_cluster(slug=f"m{n:02}", host=f"m{n:02}.testserver", name=f"M{n}") for n in range(number)]


def tiny(number: int) -> list[Cluster]:
    """So many clusters like the first of :func:`made`, with the tables only that the migrations of the tests touch."""
    with public_schema():
        first = Cluster.objects.get(slug="m00").schema_name
        clusters = [
            Cluster(
                slug=f"t{n:02}",
                name=f"T{n}",
                short_name=f"T{n}",
                schema_name=f"c_tiny_{n}",
                status=ClusterStatus.ACTIVE,
            )
            for n in range(number)
        ]
        Cluster.objects.bulk_create(clusters)
    for cluster in clusters:
        steps = [f"CREATE SCHEMA {cluster.schema_name}"]
        for table in ("django_migrations", "django_content_type", "auth_permission", "clusterkit_directory_sector"):
            here, there = f"{cluster.schema_name}.{table}", f"{first}.{table}"
            steps += [
                f"CREATE TABLE {here} (LIKE {there} INCLUDING ALL)",
                f"INSERT INTO {here} OVERRIDING SYSTEM VALUE SELECT * FROM {there}",
                f"SELECT setval(pg_get_serial_sequence('{here}', 'id'), max(id)) FROM {here}",
            ]
        sql("public", "; ".join(steps))
    with public_schema():
        return list(Cluster.objects.filter(slug__in=[cluster.slug for cluster in clusters]).order_by("slug"))


def by_django(cluster: Cluster) -> None:
    """Migrate one cluster with django-tenants' own command."""
    call_command("migrate_schemas", schema_name=cluster.schema_name, interactive=False, verbosity=0)


def add_sector(cluster: Cluster, code: str = "oil") -> None:
    """A row in the table that the migrations change."""
    sql(
        cluster.schema_name,
        """INSERT INTO clusterkit_directory_sector (code, name, "order") VALUES (%s, '{}', 1)""",
        code,
    )


def sql(schema: str, statement: str, *params: Any) -> list[tuple[Any, ...]]:
    """Run a statement in a schema; its rows, if it has any."""
    with schema_context(schema), connection.cursor() as cursor:
        cursor.execute(statement, params or None)
        return cursor.fetchall() if cursor.description else []


def rows_of(schema: str) -> dict[str, list[tuple[Any, ...]]]:
    """The rows that migrating writes, with their numbers and without moments."""
    return {
        "migrations": sql(schema, "SELECT id, app, name FROM django_migrations ORDER BY id"),
        "types": sql(schema, "SELECT id, app_label, model FROM django_content_type ORDER BY id"),
        "permissions": sql(schema, "SELECT id, name, content_type_id, codename FROM auth_permission ORDER BY id"),
    }

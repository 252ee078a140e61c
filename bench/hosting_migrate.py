"""Migrating many clusters beside django-tenants' own command and beside the bare SQL. ``CLUSTERS`` says how many."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.table import Result
from bench.world import ROOT

TABLE = "clusterkit_directory_sector"
NAME = "0002_weight"
BARE = f'ALTER TABLE "{{schema}}".{TABLE} ADD COLUMN "weight" integer NULL'
MIGRATION = """from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clusterkit_directory", "0001_initial")]
    operations = [migrations.AddField("sector", "weight", models.IntegerField(null=True))]
"""


def migrating(cluster: Any) -> Iterator[Result]:
    """``migrate.noop.ratio``, ``migrate.addfield.ratio``, ``migrate.addfield.floor_ratio``.

    The first two are whole commands in processes of their own, start-up included; the third is a run within this
    process beside the bare ALTER TABLE for every cluster in one connection.
    """
    schemas = make_clusters(int(os.environ.get("CLUSTERS", "300")))
    stock = f"migrate_schemas, {len(schemas)} clusters"
    ours = ("clusters", "migrate", "--quiet")
    theirs = ("migrate_schemas", "--verbosity=0")
    noop = min(command(*ours) for _round in range(3))
    yield Result.of("migrate.noop.ratio", noop, "s", stock, command(*theirs))
    with grown() as settings:
        added = []
        for _round in range(2):
            added.append(command(*ours, settings=settings))
            take_back(schemas)
        inside, bare = [], []
        for _round in range(3):
            inside.append(run_inside())
            take_back(schemas)
            bare.append(bare_alter(schemas))
            take_back(schemas)
        whole = command(*theirs, settings=settings)
        take_back(schemas)
    yield Result.of("migrate.addfield.ratio", min(added), "s", stock, whole)
    yield Result.of("migrate.addfield.floor_ratio", min(inside), "s", "bare SQL in one connection", min(bare))


def growth(cluster: Any) -> Iterator[Result]:
    """``growth.migrate.N``: seconds of one AddField for each size in ``SIZES`` (100,300,1000), beside the bare SQL."""
    for size in map(int, os.environ.get("SIZES", "").split(",") if os.environ.get("SIZES") else ()):
        schemas = make_clusters(size)
        noop = min(command("clusters", "migrate", "--quiet") for _round in range(2))
        yield Result.of(f"growth.migrate.{size}.noop", noop, "s", "clusters", size)
        with grown():
            inside = run_inside()
            take_back(schemas)
            bare = bare_alter(schemas)
            take_back(schemas)
        yield Result.of(f"growth.migrate.{size}.addfield", inside, "s", "bare SQL in one connection", bare)


def make_clusters(number: int) -> list[str]:
    """Let there be so many clusters; the names of their schemas."""
    from clusterkit.tenancy.context import public_schema
    from clusterkit.tenancy.models import Cluster
    from clusterkit.tenancy.provisioning import create_cluster

    with public_schema():
        there = Cluster.objects.count()
    for index in range(there, number):
        create_cluster(slug=f"many{index}", host=f"many{index}.testserver", name="Many")
    with public_schema():
        return list(Cluster.objects.order_by("pk").values_list("schema_name", flat=True))


def command(*words: str, settings: str = "tests.projects.full") -> float:
    """Seconds of a management command in a process of its own."""
    from django.db import connection

    address = urlsplit(os.environ["DATABASE_URL"])
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings,
        "PYTHONPATH": os.pathsep.join([*sys.path, str(ROOT)]),
        "DATABASE_URL": address._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
    }
    connection.close()
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "django", *words], env=environment, check=True, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - start


@contextmanager
def grown() -> Iterator[str]:
    """One AddField more for the directory: here, and in the settings module whose name is given."""
    from django.test import override_settings

    from clusterkit.directory import migrations

    with tempfile.TemporaryDirectory(prefix="ck-bench-") as folder:
        package = Path(folder) / "bench_grown"
        package.mkdir()
        for path in Path(migrations.__path__[0]).glob("*.py"):
            (package / path.name).write_bytes(path.read_bytes())
        (package / f"{NAME}.py").write_text(MIGRATION)
        modules = {"clusterkit_directory": "bench_grown"}
        (Path(folder) / "bench_grown_settings.py").write_text(
            f"from tests.projects.full import *\n\nMIGRATION_MODULES = {modules!r}\n"
        )
        sys.path.insert(0, folder)
        try:
            with override_settings(MIGRATION_MODULES=modules):
                yield "bench_grown_settings"
        finally:
            sys.path.remove(folder)
            for name in [name for name in sys.modules if name.split(".")[0] == "bench_grown"]:
                del sys.modules[name]


def run_inside() -> float:
    """Seconds of a run in this process."""
    from clusterkit.hosting.migrating import migrate_clusters

    start = time.perf_counter()
    outcome = migrate_clusters(public=False)
    seconds = time.perf_counter() - start
    assert outcome.results, "nothing was migrated"
    assert not outcome.failed, outcome.failed[0].error
    assert not outcome.notes, outcome.notes
    return seconds


def bare_alter(schemas: list[str]) -> float:
    """Seconds of the ALTER TABLE alone in every schema."""
    from django.db import connection

    from clusterkit.tenancy.context import public_schema

    # A connection of its own that has not seen the tables yet: as a run has one.
    connection.close()
    with public_schema(), connection.cursor() as cursor:
        start = time.perf_counter()
        for schema in schemas:
            cursor.execute(BARE.format(schema=schema))
        return time.perf_counter() - start


def take_back(schemas: list[str]) -> None:
    """Undo the migration everywhere."""
    from django.db import connection

    from clusterkit.tenancy.context import public_schema

    with public_schema(), connection.cursor() as cursor:
        for schema in (*schemas, "public"):
            cursor.execute(f'DELETE FROM "{schema}".django_migrations WHERE name = %s', [NAME])
            cursor.execute(f'ALTER TABLE IF EXISTS "{schema}".{TABLE} DROP COLUMN IF EXISTS weight')

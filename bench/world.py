"""The world of the benchmarks: a database of their own with one cluster in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
HOST = "bench.testserver"


@contextmanager
def database(*, durable: bool = False) -> Iterator[None]:
    """A fresh database on DATABASE_URL's server or on an embedded one; Django is set up on it, then it is dropped.

    On a *durable* one a commit waits for the disk, as in production. ``BENCH_KEEP=1`` lets it stand and takes it up again: the
    benchmarks of the exchange then find their million items made.
    """
    keep = os.environ.get("BENCH_KEEP") == "1"
    server = None
    if "DATABASE_URL" not in os.environ:
        from example_project.launch.postgres import ensure_server

        folder = "postgres-bench-durable" if durable else "postgres-bench"
        server = ensure_server(ROOT / ".local" / folder, durable=durable)
        os.environ["DATABASE_URL"] = server.url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.projects.full")
    os.environ["PYTEST_DB_SUFFIX"] = "_bench"
    try:
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        kept = connection.settings_dict["NAME"]
        name = connection.creation._get_test_db_name()  # type: ignore[attr-defined]
        connection.creation._create_test_db(verbosity=0, autoclobber=True, keepdb=keep)  # type: ignore[attr-defined]
        connection.close()
        connection.settings_dict["NAME"] = name
        call_command("migrate_schemas", shared=True, interactive=False, verbosity=0)
        yield
        connection.close()
        connection.creation.destroy_test_db(kept, verbosity=0, keepdb=keep)
    finally:
        if server is not None:
            server.stop()


def cluster_of(slug: str, host: str, name: str) -> tuple[Any, bool]:
    """The cluster of that slug, and whether it was made now: it may stand in a kept database."""
    from clusterkit.tenancy.context import public_schema
    from clusterkit.tenancy.models import Cluster
    from clusterkit.tenancy.provisioning import create_cluster

    with public_schema():
        found = Cluster.objects.filter(slug=slug).first()
    if found is not None:
        return found, False
    return create_cluster(slug=slug, host=host, name={"en": name, "ru": "Стенд"}), True

"""What the tests of archives share: a cluster with something in it, and what it holds, to compare."""

from __future__ import annotations

import hashlib
import os
import signal
import traceback
import warnings
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from django.db import connection, connections

from clusterkit.files.storage import private_storage, stored_keys
from clusterkit.tenancy.context import cluster_context, public_schema, schema_context
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.provisioning import create_cluster
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import OrganisationFactory
from clusterkit.testing.factories.files import StoredFileFactory

MODULES: Final = ("copying", "folders", "loading", "making", "removing")


def filled(slug: str, *, canary: str = "", files: int = 2) -> Cluster:
    """A cluster with people, an organisation and files; *canary* is a text in its rows."""
    cluster = create_cluster(slug=slug, host=f"{slug}.testserver", name=f"Cluster {slug}")
    with cluster_context(cluster):
        OrganisationFactory(name={"en": f"{canary or slug}\n\\.\tend; 'quoted' \\N", "ru": "Завод"})
        if files:
            UserFactory(email=f"{slug}@example.org", name=canary or slug)
        for number in range(files):
            StoredFileFactory(content=f"%PDF-1.7 {slug} {number} %%EOF".encode(), name=f"{number}.pdf")
    return cluster


def sql(schema: str, statement: str) -> list[tuple[Any, ...]]:
    """Run a statement in a schema; its rows, if it has any."""
    with schema_context(schema), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def tables_of(schema: str) -> list[str]:
    """The names of a schema's tables."""
    found = sql("public", f"SELECT tablename FROM pg_tables WHERE schemaname = '{schema}' ORDER BY 1")
    return [name for (name,) in found]


CHAIN = {"clusterkit_audit_auditseal", "clusterkit_audit_auditchain"}


def checksums(cluster: Cluster) -> dict[str, str]:
    """A checksum for each table and each file, and where counting goes on; the name of the schema does not count.

    The chain of the audit log is left out: it goes on under the copy's own name, which ``verify`` looks at.
    """
    schema = cluster.schema_name
    row = f"replace(t::text, '{schema}/', 'here/')"
    parts = (
        f"SELECT '{table}', md5(coalesce(string_agg({row}, chr(10) ORDER BY {row}), '')) FROM \"{table}\" t"
        for table in tables_of(schema)
        if table not in CHAIN
    )
    counters = f"SELECT 'sequence ' || sequencename, last_value::text FROM pg_sequences WHERE schemaname = '{schema}'"
    found = dict(sql(schema, " UNION ALL ".join([counters, *parts])))
    return found | {f"file {key}": hashlib.sha256(content).hexdigest() for key, content in files_of(cluster)}


def files_of(cluster: Cluster) -> Iterator[tuple[str, bytes]]:
    """Each file's path below the cluster's folder, with its content."""
    with cluster_context(cluster):
        keys = sorted(key for key, _moment in stored_keys())
    for key in keys:
        with private_storage().open(key) as content:
            yield key.removeprefix(f"{cluster.schema_name}/"), content.read()


def folder_of(cluster: Cluster) -> Path:
    """Where the cluster's files lie on the disk."""
    return Path(private_storage().path(cluster.schema_name))


def schemas() -> set[str]:
    """The names of all schemas of clusters."""
    return {name for (name,) in sql("public", "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'c\\_%'")}


def fresh(slug: str) -> Cluster:
    """The row as it is now."""
    with public_schema():
        found: Cluster = Cluster.objects.get(slug=slug)
    return found


def killed(step: str, work: Callable[[], object]) -> None:
    """Do *work* in a forked process that is killed when it comes to *step* (``module.function`` of the archives)."""
    module, name = step.split(".")
    connections.close_all()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        try:
            for path in MODULES:
                place = import_module(f"clusterkit.hosting.archives.{path}")
                if hasattr(place, name):
                    setattr(place, name, _die)
            assert hasattr(import_module(f"clusterkit.hosting.archives.{module}"), name)
            work()
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"{step} was not reached"


def _die(*args: object, **kwargs: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)

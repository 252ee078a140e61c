"""What the tests of archives share: a cluster with something in it, and what it holds, to compare."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection

from clusterkit.files.storage import private_storage, stored_keys
from clusterkit.tenancy.context import cluster_context, public_schema, schema_context
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.provisioning import create_cluster
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import OrganisationFactory
from clusterkit.testing.factories.files import StoredFileFactory

PASSING = ("django_session", "knox_authtoken", "clusterkit_accounts_tokenname", "account_emailconfirmation")
"""Tables that a copy empties."""


def filled(slug: str, *, canary: str = "", files: int = 2) -> Cluster:
    """A cluster with people, an organisation and files; *canary* is a text in its rows."""
    cluster = create_cluster(slug=slug, host=f"{slug}.testserver", name=f"Cluster {slug}")
    with cluster_context(cluster):
        UserFactory(email=f"{slug}@example.org", name=canary or slug)
        OrganisationFactory(name={"en": f"{canary or slug}\n\\.\tend; 'quoted' \\N", "ru": "Завод"})
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


def checksums(cluster: Cluster, *, without: tuple[str, ...] = ()) -> dict[str, str]:
    """A checksum for each table and each file, in which the name of the schema does not count."""
    schema = cluster.schema_name
    found = {}
    for table in tables_of(schema):
        if table not in without:
            rows = sql(schema, f'SELECT t::text FROM "{table}" t ORDER BY 1')
            text = "\n".join(row for (row,) in rows)
            if table == "clusterkit_files_storedfile":
                text = text.replace(f"{schema}/", "here/")
            found[table] = hashlib.sha256(text.encode()).hexdigest()
    found |= {
        f"sequence {name}": str(value)
        for name, value in sql(
            "public", f"SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = '{schema}'"
        )
        if not name.startswith(without)
    } if not without else {}
    for key, content in files_of(cluster):
        found[f"file {key}"] = hashlib.sha256(content).hexdigest()
    return found


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


def clusters(*words: str) -> None:
    """``manage.py clusters …``."""
    call_command("clusters", *words, "--quiet")

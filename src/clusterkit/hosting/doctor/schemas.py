"""Schemas: tables on the wrong side, missing or too many, references that leave a schema, migrations that lag."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from django.apps import apps
from django.conf import settings

from clusterkit.core.apps import ClusterkitAppConfig
from clusterkit.hosting.doctor.findings import Finding
from clusterkit.hosting.exceptions import HostingError
from clusterkit.hosting.migrating.survey import look
from clusterkit.hosting.repair import repair
from clusterkit.tenancy.context import tenant_connection
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.models import Cluster, SchemaRecord
from clusterkit.tenancy.placement import labels_in
from clusterkit.tenancy.provisioning.record import cluster_app_labels, migration_key

CREATED = re.compile(r'^CREATE TABLE (?:IF NOT EXISTS )?"?([^\s"(]+)"?', re.IGNORECASE)
SHOWN = 5


def examine() -> Iterator[Finding]:
    """Call it in the public schema."""
    tables = _tables()
    record = SchemaRecord.objects.filter(key=migration_key()).first()
    yield from _in_public(tables["public"])
    yield from _in_clusters(tables, record)
    yield from _references()
    yield from _leftovers()
    yield from _lagging()
    if record is None:
        yield Finding(
            id="clusterkit.W123",
            severity="warning",
            what="No record of the migrations as they are now: the next cluster takes seconds, not a moment",
            remedy="It is made with the next cluster, or by manage.py clusters migrate.",
        )


def _tables() -> dict[str, set[str]]:
    """The tables of all schemas in one query."""
    found: dict[str, set[str]] = defaultdict(set)
    with tenant_connection().cursor() as cursor:
        cursor.execute("SELECT schemaname, tablename FROM pg_tables WHERE schemaname !~ '^(pg_|information_schema)'")
        for schema, table in cursor.fetchall():
            found[schema].add(table)
    return found


def _tables_of(labels: set[str]) -> set[str]:
    return {
        model._meta.db_table
        for label in labels
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }


def _in_public(tables: set[str]) -> Iterator[Finding]:
    for table in sorted(_tables_of(cluster_app_labels() - labels_in(settings.SHARED_APPS)) & tables):
        yield Finding(
            id="clusterkit.E120",
            severity="error",
            what=f"The table {table} stands in public; it belongs into the clusters only",
            remedy=f"Look at what is in it and then drop it: DROP TABLE public.{table};",
        )


def _in_clusters(tables: dict[str, set[str]], record: SchemaRecord | None) -> Iterator[Finding]:
    expected = _tables_of(cluster_app_labels()) | {"django_migrations"}
    made = {found[1] for command in (record.statements if record else []) if (found := CREATED.match(command))}
    ours = (config.label for config in apps.get_app_configs() if isinstance(config, ClusterkitAppConfig))
    known = expected | made | _tables_of(set(ours))
    for cluster in Cluster.objects.exclude(status=ClusterStatus.DELETING).order_by("slug"):
        there = tables.get(cluster.schema_name, set())
        finding = partial(Finding, cluster=cluster.slug)
        missing, extra = expected - there, there - known
        if not there:
            yield finding(
                id="clusterkit.E121",
                severity="error",
                what=f"The schema {cluster.schema_name} of {cluster.slug} is missing or empty",
                remedy="manage.py clusters repair; else restore it: manage.py clusters restore ARCHIVE --replace",
            )
        elif missing:
            yield finding(
                id="clusterkit.E122",
                severity="error",
                what=f"{cluster.slug} lacks {_named(missing)}",
                remedy=f"manage.py clusters migrate --cluster {cluster.slug}; where nothing is to be migrated, restore a backup.",
            )
        if extra and record is not None:
            yield finding(
                id="clusterkit.W120",
                severity="warning",
                what=f"{cluster.slug} has {_named(extra)} beyond what the migrations make",
                remedy="Left by an app that was removed, or made by hand: look and drop, or write a migration.",
            )


def _references() -> Iterator[Finding]:
    """Foreign keys that leave their schema: no backup of one cluster is whole with them, and Citus refuses them."""
    with tenant_connection().cursor() as cursor:
        cursor.execute(
            "SELECT n.nspname, c.relname, k.conname, m.nspname FROM pg_constraint k"
            " JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
            " JOIN pg_class r ON r.oid = k.confrelid JOIN pg_namespace m ON m.oid = r.relnamespace"
            " WHERE k.contype = 'f' AND n.oid <> m.oid ORDER BY 1, 2, 3"
        )
        rows = cursor.fetchall()
    for schema, table, name, other in rows:
        yield Finding(
            id="clusterkit.E123",
            severity="error",
            what=f"The foreign key {name} leads from {schema}.{table} into the schema {other}",
            remedy=f'ALTER TABLE "{schema}"."{table}" DROP CONSTRAINT "{name}"; and keep the value without a reference.',
        )


def _leftovers() -> Iterator[Finding]:
    for leftover in repair(look_only=True):
        yield Finding(
            id="clusterkit.W121",
            severity="warning",
            what=f"Left over: {leftover.what}",
            remedy=leftover.remedy or "manage.py clusters repair",
        )


def _lagging() -> Iterator[Finding]:
    try:
        survey = look()
    except HostingError as error:
        yield Finding(id="clusterkit.E124", severity="error", what=str(error), remedy="Mend the migrations first.")
        return
    if survey.public:
        yield Finding(
            id="clusterkit.E125",
            severity="error",
            what=f"The platform's own schema lacks {len(survey.public)} migrations, {survey.public[0]} first",
            remedy="manage.py clusters migrate",
        )
    slugs = sorted(cluster.slug for group in survey.groups for cluster in group.clusters)
    if slugs:
        yield Finding(
            id="clusterkit.W122",
            severity="warning",
            what=f"{len(slugs)} of {survey.total} clusters wait for migrations: {_named(set(slugs))}",
            remedy="manage.py clusters migrate",
        )


def _named(names: set[str]) -> str:
    rest = len(names) - SHOWN
    return ", ".join(sorted(names)[:SHOWN]) + (f" and {rest} more" if rest > 0 else "")

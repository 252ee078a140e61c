"""Reads of the operators' console: requests, clusters with what is known of them, the log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db.models import Count, QuerySet
from django_tenants.utils import quote_schema_name

from clusterkit.audit.models import AuditRow
from clusterkit.core.policies import Actor, visible_to
from clusterkit.hosting.selectors import pending_migrations_of, sizes_of
from clusterkit.registry.models import OpeningRequest, OperatorEntry
from clusterkit.tenancy.context import public_schema, tenant_connection
from clusterkit.tenancy.models import Cluster, Domain


@dataclass(frozen=True)
class ClusterRow:
    """A cluster as operators see it. ``pending`` counts the migrations it lacks, None where it has no tables."""

    cluster: Cluster
    hosts: Sequence[str]
    tables: int
    size: int
    pending: int | None
    last_activity: datetime | None

    @property
    def address(self) -> str:
        """The whole address of its site."""
        return self.cluster.absolute_url("/")


def request_rows(viewer: Actor) -> QuerySet[OpeningRequest]:
    """The requests that *viewer* may see, the newest first."""
    rows = visible_to(viewer, OpeningRequest.objects.all())
    return rows.order_by("-pk")


def waiting_count(viewer: Actor) -> int:
    """How many requests wait for an operator."""
    return visible_to(viewer, OpeningRequest.objects.waiting()).count()


def clusters_for_operators(viewer: Actor) -> QuerySet[Cluster]:
    """Every cluster, whatever its status, by its short address."""
    return visible_to(viewer, Cluster.objects.all()).order_by("slug")


def counts_by_status(viewer: Actor) -> dict[str, int]:
    """How many clusters have each status."""
    counted = clusters_for_operators(viewer).order_by().values_list("status").annotate(number=Count("pk"))
    return dict(counted)


def rows_of(clusters: Sequence[Cluster]) -> list[ClusterRow]:
    """What is known of these clusters. The number of queries does not depend on how many they are."""
    hosts: dict[int, list[str]] = defaultdict(list)
    for domain in Domain.objects.filter(tenant__in=[each.pk for each in clusters]).order_by("-is_primary", "domain"):
        hosts[domain.tenant_id].append(domain.domain)
    schemas = [cluster.schema_name for cluster in clusters]
    sizes, pending, active = sizes_of(schemas), pending_migrations_of(schemas), last_activity(schemas)
    rows = []
    for cluster in clusters:
        names = hosts[cluster.pk]
        cluster.primary_domain = names[0] if names else cluster.slug
        tables, size = sizes.get(cluster.schema_name, (0, 0))
        schema = cluster.schema_name
        rows.append(ClusterRow(cluster, names, tables, size, pending.get(schema), active.get(schema)))
    return rows


def last_activity(schemas: Sequence[str]) -> dict[str, datetime]:
    """The newest sign-in or entry of the audit log by schema; one query for all. Schemas without either are left out."""
    people, log = get_user_model()._meta.db_table, AuditRow._meta.db_table
    with public_schema(), tenant_connection().cursor() as cursor:
        cursor.execute(
            "SELECT schemaname FROM pg_tables WHERE schemaname = ANY(%s) AND tablename IN (%s, %s)"
            " GROUP BY schemaname HAVING count(*) = 2",
            [list(schemas), people, log],
        )
        there = [row[0] for row in cursor.fetchall()]
        if not there:
            return {}
        # The names come from the catalogue and from models.
        parts = (
            f"SELECT %s, greatest((SELECT max(last_login) FROM {quoted}.{quote_schema_name(people)}),"  # noqa: S608
            f" (SELECT max(at) FROM {quoted}.{quote_schema_name(log)}))"
            for quoted in map(quote_schema_name, there)
        )
        cursor.execute(" UNION ALL ".join(parts), there)
        return {schema: at for schema, at in cursor.fetchall() if at is not None}


def entries_about(viewer: Actor, target: Cluster | OpeningRequest, *, limit: int = 10) -> list[OperatorEntry]:
    """The newest entries of the platform's log about one cluster or request."""
    rows = visible_to(viewer, OperatorEntry.objects.filter(target_label=target._meta.label_lower))
    return list(rows.filter(target_pk=str(target.pk))[:limit])

"""Reads of the platform's tables. They switch to public themselves and hand out values."""

from __future__ import annotations

from django.db.models import QuerySet

from clusterkit.tenancy.context import public_schema
from clusterkit.tenancy.enums import SERVED_STATUSES, ClusterStatus
from clusterkit.tenancy.models import Cluster, Domain


def cluster_by_host(host: str) -> Cluster | None:
    """The cluster that answers at *host*, with its primary domain filled in; None for an unknown host."""
    with public_schema():
        domain = Domain.objects.select_related("tenant").filter(domain=host).first()
        if domain is None or domain.tenant.status not in SERVED_STATUSES:
            return None
        cluster: Cluster = domain.tenant
        # Filled in now, so that the remembered cluster never needs the database for it.
        _domain = cluster.primary_domain
    return cluster


def cluster_by_name(name: str) -> Cluster | None:
    """The cluster with this short address, or the one that answers at this host name, whatever its status: for commands."""
    with public_schema():
        cluster: Cluster | None = Cluster.objects.filter(slug=name).first()
        if cluster is None:
            domain = Domain.objects.select_related("tenant").filter(domain=name).first()
            cluster = domain.tenant if domain is not None else None
    return cluster


def active_clusters() -> list[Cluster]:
    """All open clusters, by slug: for timers and workers that visit each."""
    with public_schema():
        return list(Cluster.objects.filter(status=ClusterStatus.ACTIVE).order_by("slug"))


def listed_clusters() -> QuerySet[Cluster]:
    """The clusters of the public catalogue. Evaluate it in the public schema."""
    rows: QuerySet[Cluster] = Cluster.objects.filter(status__in=(ClusterStatus.ACTIVE, ClusterStatus.ARCHIVED))
    return rows.order_by("slug")

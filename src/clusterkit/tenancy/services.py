"""Writes of the platform's tables. Each announces the change to the host caches of all processes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from clusterkit.tenancy.context import on_commit, public_schema
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.hosts import host_cache, normalise_host
from clusterkit.tenancy.models import Cluster, Domain, HostVersion
from clusterkit.tenancy.transitions import check_status_change


def announce_host_change() -> None:
    """Count the version up, so that every process reads clusters and domains again."""
    with public_schema():
        if not HostVersion.objects.update(number=F("number") + 1):
            HostVersion.objects.create(number=1)
        on_commit(host_cache.clear)


def add_domain(*, cluster: Cluster, host: str, primary: bool = False) -> Domain:
    """Let *cluster* answer at *host* too. Raises ``ValidationError`` when another cluster has it."""
    with public_schema(), transaction.atomic():
        if primary:
            Domain.objects.filter(tenant=cluster, is_primary=True).update(is_primary=False)
        domain = Domain(tenant=cluster, domain=normalise_host(host), is_primary=primary)
        domain.full_clean(exclude=["tenant"])
        domain.save()
        announce_host_change()
    return domain


def update_cluster(*, cluster: Cluster, **values: Any) -> Cluster:
    """Change fields of a cluster's row (name, colour, languages …) after the model's own checks.

    Raises ``ValidationError``. The schema name is never changed.
    """
    with public_schema(), transaction.atomic():
        fresh: Cluster = Cluster.objects.select_for_update().get(pk=cluster.pk)
        for name, value in values.items():
            setattr(fresh, name, value)
        fresh.full_clean(exclude=["schema_name"])
        fresh.save()
        announce_host_change()
    return fresh


def rename_cluster(
    *,
    cluster: Cluster,
    slug: str = "",
    name: Mapping[str, str] | str = "",
    short_name: Mapping[str, str] | str = "",
) -> Cluster:
    """Give *cluster* another short address or other names; what is left out stays, and so does the schema.

    Raises ``ValidationError``: the address may be taken.
    """
    values = {"slug": slug, "name": name, "short_name": short_name}
    return update_cluster(cluster=cluster, **{field: value for field, value in values.items() if value})


def set_status(*, cluster: Cluster, status: ClusterStatus | str, note: str = "") -> Cluster:
    """Open, suspend, archive a cluster, or begin to remove it; *note* is for visitors, and goes when it opens.

    The arrows stand in :mod:`clusterkit.tenancy.transitions`. Nothing else of the row is checked, so that any
    cluster can be closed. Raises ``ValidationError`` for a change that there is not.
    """
    with public_schema(), transaction.atomic():
        fresh: Cluster = Cluster.objects.select_for_update().get(pk=cluster.pk)
        check_status_change(fresh.status, status)
        fresh.status = ClusterStatus(status)
        fresh.status_note = "" if status == ClusterStatus.ACTIVE else note.strip()
        fresh.clean_fields(exclude=[item.name for item in Cluster._meta.fields if item.name != "status_note"])
        fresh.save(update_fields=["status", "status_note", "updated_at"])
        announce_host_change()
    return fresh

"""Creating a cluster, all or nothing."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection, transaction

from clusterkit.tenancy.context import cluster_context, public_schema
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.exceptions import ProvisioningError
from clusterkit.tenancy.hooks import ClusterCreated, cluster_created
from clusterkit.tenancy.hosts import normalise_host
from clusterkit.tenancy.models import Cluster, Domain
from clusterkit.tenancy.provisioning.record import current_record
from clusterkit.tenancy.provisioning.replay import replay_into
from clusterkit.tenancy.services import announce_host_change


def create_cluster(
    *,
    slug: str,
    host: str,
    name: Mapping[str, str] | str,
    short_name: Mapping[str, str] | str = "",
    seed: Callable[[Cluster], None] | None = None,
    **fields: Any,
) -> Cluster:
    """Create a cluster with its schema, its primary domain and its first rows, in one transaction.

    *slug* is the short address, *host* the primary host name, *fields* are further fields of ``Cluster``.
    Then the ``cluster_created`` receivers and *seed* run in the new schema, still in the transaction: if
    anything fails, nothing is left. Raises ``ValidationError`` for bad values and ``ProvisioningError``
    where the schema cannot be made.
    """
    record = current_record()
    with public_schema(), transaction.atomic():
        cluster = Cluster(
            slug=slug, name=name, short_name=short_name or name, schema_name=new_schema_name(slug), **fields
        )
        cluster.status = ClusterStatus.PROVISIONING
        cluster.full_clean()
        domain = Domain(tenant=cluster, domain=normalise_host(host), is_primary=True)
        domain.full_clean(exclude=["tenant"])
        cluster.save()
        domain.tenant = cluster
        domain.save()
        _refuse_existing_schema(cluster.schema_name)
        replay_into(cluster.schema_name, record)
        with cluster_context(cluster):
            cluster_created.collect(ClusterCreated(cluster))
            if seed is not None:
                seed(cluster)
        cluster.status = fields.get("status") or ClusterStatus.ACTIVE
        cluster.save()
        announce_host_change()
    return cluster


def new_schema_name(slug: str) -> str:
    """A schema name that was never used before: ASCII, at most 63 bytes, never ``public`` or ``pg_*``."""
    base = re.sub(r"[^a-z0-9]+", "_", slug.lower())[:40].strip("_") or "cluster"
    return f"c_{base}_{secrets.token_hex(4)}"


def _refuse_existing_schema(schema_name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regnamespace(%s) IS NOT NULL", [f'"{schema_name}"'])
        if cursor.fetchone()[0]:
            raise ProvisioningError(f"A schema {schema_name!r} exists already; it is never adopted")

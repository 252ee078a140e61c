"""Creating a cluster, all or nothing."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from django.db import IntegrityError, connection, transaction

from clusterkit.tenancy.context import cluster_context, public_schema
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.exceptions import ProvisioningError
from clusterkit.tenancy.hooks import ClusterCreated, cluster_created
from clusterkit.tenancy.hosts import normalise_host
from clusterkit.tenancy.models import Cluster, Domain, SchemaRecord
from clusterkit.tenancy.provisioning.record import ensure_record
from clusterkit.tenancy.provisioning.replay import replay_into
from clusterkit.tenancy.provisioning.slots import take_slot
from clusterkit.tenancy.services import announce_host_change


def create_cluster(
    *,
    slug: str,
    host: str,
    name: Mapping[str, str] | str,
    short_name: Mapping[str, str] | str = "",
    seed: Callable[[Cluster], None] | None = None,
    take_spare: Callable[[str], str | None] | None = None,
    **fields: Any,
) -> Cluster:
    """Create a cluster with its schema, its primary domain and its first rows, in one transaction.

    *slug* is the short address, *host* the primary host name, *fields* are further fields of ``Cluster``.
    Then the ``cluster_created`` receivers and *seed* run in the new schema, still in the transaction: if
    anything fails, nothing is left. *take_spare* gets the key of the record in force and may answer the name of a
    schema that holds just what the record says; the cluster then takes that one.

    Raises ``ValidationError`` for bad values, ``CreationBusyError`` where too many are being made at once, and
    ``ProvisioningError`` where the schema cannot be made.
    """
    key = ensure_record()
    with public_schema(), transaction.atomic():
        status = fields.pop("status", None) or ClusterStatus.ACTIVE
        cluster = Cluster(
            slug=slug, name=name, short_name=short_name or name, schema_name=new_schema_name(slug), **fields
        )
        domain = Domain(tenant=cluster, domain=normalise_host(host), is_primary=True)
        _check(cluster, domain)
        take_slot()
        spare = take_spare(key) if take_spare is not None else None
        cluster.schema_name = spare or cluster.schema_name
        _save_rows(cluster, domain)
        if spare is None:
            _refuse_existing_schema(cluster.schema_name)
            replay_into(cluster.schema_name, _record(key))
        with cluster_context(cluster):
            cluster_created.collect(ClusterCreated(cluster))
            if seed is not None:
                seed(cluster)
        cluster.status = status
        cluster.save()
        announce_host_change()
    return cluster


def new_schema_name(slug: str) -> str:
    """A schema name that was never used before: ASCII, at most 63 bytes, never ``public`` or ``pg_*``."""
    base = re.sub(r"[^a-z0-9]+", "_", slug.lower())[:40].strip("_") or "cluster"
    return f"c_{base}_{secrets.token_hex(4)}"


def _check(cluster: Cluster, domain: Domain) -> None:
    cluster.full_clean()
    domain.full_clean(exclude=["tenant"])


def _save_rows(cluster: Cluster, domain: Domain) -> None:
    """Save both. Somebody may have taken the address or the host a moment ago: then the checks say so by now."""
    try:
        with transaction.atomic():
            cluster.save()
            domain.tenant = cluster
            domain.save()
    except IntegrityError as error:
        cluster.pk = None
        _check(cluster, domain)
        raise ProvisioningError("The rows of the cluster were refused by the database. Try again.") from error


def _record(key: str) -> SchemaRecord:
    record = SchemaRecord.objects.filter(key=key).first()
    if record is None:
        raise ProvisioningError("The migrations changed in the middle. Try again.")
    return record


def _refuse_existing_schema(schema_name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regnamespace(%s) IS NOT NULL", [f'"{schema_name}"'])
        if cursor.fetchone()[0]:
            raise ProvisioningError(f"A schema {schema_name!r} exists already; it is never adopted")

"""Schemas as wholes: whether one exists, two clusters exchange theirs, and one is dropped."""

from __future__ import annotations

import secrets

from django.db import transaction
from django_tenants.utils import quote_schema_name

from clusterkit.tenancy.context import public_schema, tenant_connection
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.services import announce_host_change

LOCK_TIMEOUT_SECONDS = 30


def exchange_schemas(one: Cluster, other: Cluster) -> None:
    """Let each of the two clusters have the other's schema, in one transaction. The schemas keep their names.

    The objects given are out of date afterwards: read the rows again.
    """
    with public_schema(), transaction.atomic():
        locked = Cluster.objects.select_for_update().filter(pk__in=[one.pk, other.pk]).order_by("pk")
        names = {row.pk: row.schema_name for row in locked}
        # The name is unique, so one of them steps aside first. A query set, for a row's own save() refuses the change.
        Cluster.objects.filter(pk=one.pk).update(schema_name=f"exchange_{secrets.token_hex(6)}")
        Cluster.objects.filter(pk=other.pk).update(schema_name=names[one.pk])
        Cluster.objects.filter(pk=one.pk).update(schema_name=names[other.pk])
        announce_host_change()


def schema_exists(schema_name: str) -> bool:
    """Whether the database has a schema of this name."""
    with public_schema(), tenant_connection().cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = %s)", [schema_name])
        return bool(cursor.fetchone()[0])


def drop_schema(schema_name: str, *, served: bool = False) -> None:
    """Drop the schema with all in it, if it is there, in the running transaction.

    One that was *served* until now may still be in use: it is waited for at most ``LOCK_TIMEOUT_SECONDS``, then
    ``OperationalError`` is raised.
    """
    with public_schema(), transaction.atomic(), tenant_connection().cursor() as cursor:
        if served:
            cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT_SECONDS}s'")
        cursor.execute(f"DROP SCHEMA IF EXISTS {quote_schema_name(schema_name)} CASCADE")
        if served:
            cursor.execute("SET LOCAL lock_timeout = DEFAULT")

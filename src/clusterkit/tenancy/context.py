"""The only place that moves a connection between schemas.

Everything of ours that needs another schema uses one of the context managers here; lint keeps
``set_schema`` and ``set_tenant`` out of other rooms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar, cast

from asgiref.sync import sync_to_async
from django.db import connections, transaction
from django.utils.asyncio import async_unsafe
from django_tenants.postgresql_backend.base import FakeTenant
from django_tenants.utils import get_public_schema_name, get_tenant_database_alias

from clusterkit.tenancy.backend.base import NOWHERE
from clusterkit.tenancy.exceptions import NoClusterError

if TYPE_CHECKING:
    from clusterkit.tenancy.models import Cluster

R = TypeVar("R")


def tenant_connection() -> Any:
    """The connection on which schemas are switched."""
    return connections[get_tenant_database_alias()]


def current_schema() -> str:
    """Name of the schema the connection of this thread stands in: a cluster's, ``public`` or ``clusterkit_nowhere``."""
    return cast(str, tenant_connection().schema_name)


def required_schema(what: str) -> str:
    """As :func:`current_schema`, for *what* must not be made nowhere. Raises ``NoClusterError`` there."""
    schema = current_schema()
    if schema == NOWHERE:
        raise NoClusterError(f"{what} needs a schema, and none is in force here: use cluster_context(cluster)")
    return schema


def in_cluster() -> bool:
    """Whether the connection stands in a cluster."""
    return current_schema() not in (NOWHERE, get_public_schema_name())


def current_cluster() -> Cluster:
    """The cluster that the connection of this thread stands in.

    Raises ``NoClusterError`` in public and nowhere. Costs no SQL where the cluster came from the host cache.
    """
    from clusterkit.tenancy.models import Cluster

    tenant = tenant_connection().tenant
    if isinstance(tenant, Cluster):
        return tenant
    if not in_cluster():
        raise NoClusterError
    schema = current_schema()
    with public_schema():
        cluster: Cluster = Cluster.objects.get(schema_name=schema)
    tenant_connection().set_tenant(cluster)
    return cluster


@async_unsafe("A coroutine cannot stand in a cluster, for others share its connection: use run_in_cluster_async()")
def _stand(tenant: Any) -> None:
    tenant_connection().set_tenant(tenant)


@contextmanager
def _standing_in(tenant: Any) -> Iterator[None]:
    before = tenant_connection().tenant
    _stand(tenant)
    try:
        yield
    finally:
        tenant_connection().set_tenant(before)


@contextmanager
def cluster_context(cluster: Cluster) -> Iterator[Cluster]:
    """Let the block run in the schema of *cluster*; the schema before is restored whatever happens."""
    with _standing_in(cluster):
        yield cluster


@contextmanager
def schema_context(schema_name: str) -> Iterator[None]:
    """As :func:`cluster_context`, by schema name, for code that has no row at hand (provisioning, commit hooks)."""
    with _standing_in(FakeTenant(schema_name)):
        yield


@contextmanager
def public_schema() -> Iterator[None]:
    """Let the block run in the platform's schema (clusters, domains, operators)."""
    with _standing_in(FakeTenant(get_public_schema_name())):
        yield


@contextmanager
def nowhere() -> Iterator[None]:
    """Let the block run in no schema: for code that must not depend on where it was called, such as imports."""
    with _standing_in(FakeTenant(NOWHERE)):
        yield


def leave() -> None:
    """Put the connection nowhere: the end of a request or of a job."""
    _stand(FakeTenant(NOWHERE))


def enter(cluster: Cluster | None) -> None:
    """Begin a request: stand in *cluster*, or in public for None. The request's end calls :func:`leave`."""
    _stand(cluster if cluster is not None else FakeTenant(get_public_schema_name()))


def run_in_cluster(cluster: Cluster, function: Callable[..., R], *args: Any, **kwargs: Any) -> R:
    """Call *function* in the schema of *cluster*: for executor threads, which would keep whatever came before.

    A thread of a pool has a connection of its own; it is left nowhere afterwards.
    """
    enter(cluster)
    try:
        return function(*args, **kwargs)
    finally:
        leave()


async def run_in_cluster_async(cluster: Cluster, function: Callable[..., R], *args: Any, **kwargs: Any) -> R:
    """Await *function*, which is not asynchronous itself, in the schema of *cluster*: for coroutines.

    A task inherits the connection of the one that started it. ``with cluster_context(cluster)`` around an ``await``
    would let its relatives run in that cluster, so it raises ``SynchronousOnlyOperation`` there.
    """

    def call() -> R:
        with cluster_context(cluster):
            return function(*args, **kwargs)

    return await sync_to_async(call)()


def on_commit(function: Callable[[], None]) -> None:
    """Call *function* after the running transaction, in the schema in force now.

    Django's own would run it in whatever schema the connection stands in when the outermost block ends.
    """
    tenant = tenant_connection().tenant

    def call() -> None:
        with _standing_in(tenant):
            function()

    transaction.on_commit(call, using=get_tenant_database_alias())

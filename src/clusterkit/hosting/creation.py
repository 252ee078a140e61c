"""Opening a cluster: the one service that the command and the operators' pages use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from clusterkit.core.policies import Actor
from clusterkit.hosting import log
from clusterkit.hosting.actions import CREATE
from clusterkit.hosting.blueprints import Blueprint, blueprints
from clusterkit.hosting.hooks import SeedCluster, seed_cluster
from clusterkit.hosting.spares import take_spare
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.hosts import normalise_host
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.provisioning import create_cluster


def open_cluster(
    *,
    slug: str,
    host: str,
    name: Mapping[str, str] | str,
    short_name: Mapping[str, str] | str = "",
    blueprint: str = "empty",
    seed: Callable[[Cluster], None] | None = None,
    actor: Actor = log.SYSTEM,
    **fields: Any,
) -> Cluster:
    """Create a cluster from a *blueprint*, from a spare schema where one is ready; all of it or nothing.

    *slug* is the short address, *host* the primary host name, *fields* are further fields of ``Cluster``; *seed* runs
    last in the new schema; *actor* is named in the operators' log. Raises ``UnknownBlueprintError``, ``ValidationError`` for bad values,
    ``CreationBusyError`` where too many are being made at once, and ``ProvisioningError``.
    """
    plan = blueprints.get(blueprint)
    if plan.languages and not fields.get("languages"):
        fields["languages"] = list(plan.languages)

    def fill(cluster: Cluster) -> None:
        seed_from(plan, cluster)
        if seed is not None:
            seed(cluster)
        after = {
            "slug": cluster.slug,
            "status": fields.get("status") or ClusterStatus.ACTIVE,
            "domain": normalise_host(host),
            "blueprint": plan.code,
        }
        log.write(actor=actor, action=CREATE, target=cluster, after=after)

    return create_cluster(
        slug=slug, host=host, name=name, short_name=short_name, seed=fill, take_spare=take_spare, **fields
    )


def seed_from(blueprint: Blueprint, cluster: Cluster) -> None:
    """Write the first rows of *blueprint* in the schema in force, which is that of *cluster*."""
    seed_cluster.collect(SeedCluster(cluster, blueprint))
    if blueprint.seed is not None:
        blueprint.seed(cluster)

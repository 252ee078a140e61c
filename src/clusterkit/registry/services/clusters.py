"""What operators do with a cluster: close it, open it again, give it another host name. All of it is in the log."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clusterkit.core.exceptions import InvalidInput, StateConflict
from clusterkit.core.policies import Actor, policy_of
from clusterkit.hosting import operating
from clusterkit.hosting.actions import ADD_DOMAIN
from clusterkit.registry.transitions import CLUSTER_STEPS, Step
from clusterkit.tenancy.context import public_schema
from clusterkit.tenancy.models import Cluster, Domain
from clusterkit.tenancy.transitions import open_from


def suspend(*, cluster: Cluster, reason: str, actor: Actor) -> Cluster:
    """Close the site for a while; *reason* is shown to its visitors. Raises ``StateConflict`` from another status."""
    return _change(cluster, "suspend", actor, reason)


def resume(*, cluster: Cluster, reason: str, actor: Actor) -> Cluster:
    """Open the site again; *reason* goes to the log only."""
    return _change(cluster, "resume", actor, reason)


def archive(*, cluster: Cluster, reason: str, actor: Actor) -> Cluster:
    """Keep the site for reading only; *reason* is shown to its visitors."""
    return _change(cluster, "archive", actor, reason)


def add_host(*, cluster: Cluster, host: str, primary: bool, actor: Actor) -> Domain:
    """Let the cluster answer at *host* too. Raises ``InvalidInput`` for a name that is taken or cannot be."""
    with public_schema():
        policy_of(Cluster).require(actor, ADD_DOMAIN, cluster)
        try:
            return operating.add_host(cluster=cluster, host=host, primary=primary, actor=actor)
        except ValidationError as error:
            raise InvalidInput(" ".join(error.messages), field="host") from error


def steps_of(*, cluster: Cluster, actor: Actor) -> list[Step]:
    """What *actor* may do with the cluster now: for buttons."""
    names = {change.name for change in open_from(cluster.status)}
    may = policy_of(Cluster)
    return [step for step in CLUSTER_STEPS.values() if step.name in names and may.can(actor, step.action, cluster)]


def _change(cluster: Cluster, name: str, actor: Actor, reason: str) -> Cluster:
    step = CLUSTER_STEPS[name]
    with public_schema():
        policy_of(Cluster).require(actor, step.action, cluster)
        if step.needs_reason and not reason.strip():
            raise InvalidInput(_("Give a reason: the other side will read it."), field="reason")
        try:
            return operating.change_status(cluster=cluster, status=step.target, reason=reason, actor=actor)
        except ValidationError as error:
            raise StateConflict(" ".join(error.messages)) from error

"""Making a cluster from a copy: nothing of it is seen before all of it is there.

The copy grows as a cluster of its own in the status ``provisioning``, at whose hosts nobody is answered. A run that is
killed leaves that row, so that ``clusters repair`` finds and removes the half. At the end one transaction opens it: a
copy that replaces a cluster exchanges its schema with it and becomes the one that is removed.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

from django.core.management import call_command
from django.db import transaction

from clusterkit.core.policies import Actor
from clusterkit.hosting import log
from clusterkit.hosting.actions import CLONE, RESTORE
from clusterkit.hosting.archives.loading import Progress
from clusterkit.hosting.archives.removing import discard, resume_deletion
from clusterkit.hosting.exceptions import ArchiveError, BusyError, HostingError
from clusterkit.hosting.holding import hold
from clusterkit.hosting.hooks import ClusterCopied, Origin, cluster_copied
from clusterkit.hosting.migrating.states import Key, StateLoader, applied_in, pending_after
from clusterkit.tenancy.context import cluster_context, public_schema, schema_context
from clusterkit.tenancy.enums import SERVED_STATUSES, ClusterStatus
from clusterkit.tenancy.hosts import normalise_host
from clusterkit.tenancy.models import Cluster, Domain
from clusterkit.tenancy.provisioning import new_schema_name
from clusterkit.tenancy.provisioning.record import cluster_app_labels
from clusterkit.tenancy.schemas import exchange_schemas
from clusterkit.tenancy.services import announce_host_change

OWN: Final = frozenset({"id", "slug", "schema_name", "status", "created_at", "updated_at"})
"""Columns of a cluster's row that a copy does not take over."""
NOTE: Final = "status_note"


@dataclass(frozen=True)
class Host:
    """A host name of the copy."""

    name: str
    primary: bool


@dataclass(frozen=True)
class Plan:
    """What is to come of the copy.

    ``values`` is the row it was made from, by column; ``replaced`` is whose place it takes. ``actor`` is named in the
    operators' log, ``told`` says there what it was made from.
    """

    origin: Origin
    old_schema: str
    values: Mapping[str, Any]
    slug: str
    hosts: Sequence[Host]
    actor: Actor
    told: Mapping[str, Any]
    replaced: Cluster | None = None


def make(plan: Plan, fill: Callable[[Cluster], None], *, progress: Progress) -> Cluster:
    """Make the copy: *fill* is given the new cluster's row and puts the schema and the files there.

    Whatever fails, nothing is left. Raises ``ValidationError`` for a slug or a host that is taken, ``HostingError`` and
    what *fill* raises.
    """
    with _half(plan) as half:
        fill(half)
        _migrate(half, progress)
        made = _open(plan, half)
    if plan.replaced is not None:
        _remove_replaced(half, progress)
    return made


def check_migrations(migrations: Sequence[str]) -> None:
    """Raise ``ArchiveError`` where a schema had migrations that are not known here."""
    labels = cluster_app_labels()
    loader = StateLoader(())
    known = {f"{app}.{name}" for app, name in (*loader.disk_migrations, *loader.replacements)}
    strange = [name for name in migrations if name.split(".")[0] in labels and name not in known]
    if strange:
        raise ArchiveError(
            f"The archive was made by a newer version than runs here: the migration {strange[0]} is not known."
            " Install that version, then restore. Nothing was touched."
        )


@contextmanager
def _half(plan: Plan) -> Iterator[Cluster]:
    """The row of the copy, removed with all that came of it where the block fails."""
    passing = f"{plan.origin}-{secrets.token_hex(5)}"
    schema = new_schema_name(plan.slug)
    with hold(schema):
        half = _row(plan, schema, plan.slug if plan.replaced is None else passing)
        try:
            yield half
        except BaseException:
            # What cannot be cleared away now is found by "clusters repair"; the first error is the one to tell.
            with suppress(Exception):
                discard(half)
            raise


def _row(plan: Plan, schema: str, slug: str) -> Cluster:
    with public_schema(), transaction.atomic():
        half = Cluster(slug=slug, schema_name=schema, status=ClusterStatus.PROVISIONING, **_values(plan))
        half.full_clean()
        half.save()
        for host in plan.hosts:
            domain = Domain(tenant=half, domain=normalise_host(host.name), is_primary=host.primary)
            domain.full_clean(exclude=["tenant"])
            domain.save()
    return half


def _values(plan: Plan) -> dict[str, Any]:
    # The note says why a site is closed: it goes with the status.
    own = OWN if plan.origin == "restore" and plan.replaced is None else OWN | {NOTE}
    return {
        field.attname: field.to_python(plan.values[str(field.column)])
        for field in Cluster._meta.concrete_fields
        if field.column in plan.values and field.column not in own
    }


def _migrate(half: Cluster, progress: Progress) -> None:
    """Bring an older copy to the state of the code, as Django does it."""
    applied: list[Key] = applied_in(half.schema_name)
    pending = pending_after(StateLoader(applied))
    if not pending:
        return
    progress(0, len(pending), f"{len(pending)} migrations that are newer than the archive")
    with schema_context(half.schema_name):
        call_command(
            "migrate_schemas", schema_name=half.schema_name, executor="standard", interactive=False, verbosity=0
        )


def _open(plan: Plan, half: Cluster) -> Cluster:
    """The last step, in one transaction: dead sessions and tokens, and the copy stands where it belongs."""
    with public_schema(), transaction.atomic():
        if plan.replaced is None:
            cluster = half
            told = str(plan.values.get("status", ""))
            cluster.status = told if plan.origin == "restore" and told in SERVED_STATUSES else ClusterStatus.ACTIVE
            cluster.save()
        else:
            # The hosts keep answering from the old schema until the end of this transaction.
            exchange_schemas(plan.replaced, half)
            Cluster.objects.filter(pk=half.pk).update(status=ClusterStatus.DELETING)
            cluster = Cluster.objects.get(pk=plan.replaced.pk)
            if cluster.status not in SERVED_STATUSES:
                raise HostingError(
                    f"The cluster {cluster.slug} was removed meanwhile. Restore again, without --replace."
                )
            _take_over(cluster, plan)
        _copied(plan, cluster)
        _write_down(plan, cluster)
        announce_host_change()
    return cluster


def _take_over(cluster: Cluster, plan: Plan) -> None:
    """Give the replaced cluster the values of the copy's row. Address, hosts and status stay its own."""
    for name, value in _values(plan).items():
        setattr(cluster, name, value)
    cluster.save()


def _remove_replaced(half: Cluster, progress: Progress) -> None:
    try:
        resume_deletion(half, tell=False, progress=progress)
    except BusyError:
        # Somebody repairs at this moment, and so it is removed already.
        return
    except HostingError as error:
        raise HostingError(
            f"The archive is in its place and serves. What it replaced is still there: {error}"
        ) from error


def _copied(plan: Plan, cluster: Cluster) -> None:
    with cluster_context(cluster):
        cluster_copied.collect(ClusterCopied(cluster, plan.origin, plan.old_schema), switched_off=True)


def _write_down(plan: Plan, cluster: Cluster) -> None:
    new = {"slug": cluster.slug, "status": cluster.status} if plan.replaced is None else {"replaced": True}
    primary = [normalise_host(host.name) for host in plan.hosts if host.primary]
    log.write(
        actor=plan.actor,
        action=CLONE if plan.origin == "clone" else RESTORE,
        target=cluster,
        after={**new, **({"domain": primary[0]} if primary else {}), **plan.told},
    )

"""Finding what a killed process left behind, and finishing or removing it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db import transaction

from clusterkit.core.conf import conf
from clusterkit.core.policies import Actor
from clusterkit.hosting import log
from clusterkit.hosting.actions import REPAIR
from clusterkit.hosting.archives.removing import discard, resume_deletion
from clusterkit.hosting.exceptions import BusyError
from clusterkit.hosting.holding import hold, is_held
from clusterkit.hosting.hooks import Leftovers, leftovers
from clusterkit.hosting.models import SpareSchema
from clusterkit.hosting.spares import refill
from clusterkit.tenancy.context import public_schema
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.models import Cluster, Domain
from clusterkit.tenancy.provisioning import migration_key, schemas_of_ours, take_all_slots, take_slot
from clusterkit.tenancy.schemas import drop_schema, schema_exists

Outcome = Literal["removed", "finished", "made", "found", "in use", "needs you"]


@dataclass(frozen=True)
class Finding:
    """What was out of order. ``found`` is the outcome of a look without repair.

    ``about`` names the one thing it was: a short address, a schema, a folder; without it there were ``count`` spare schemas.
    """

    what: str
    outcome: Outcome
    remedy: str = ""
    about: str = ""
    count: int = 1


def repair(
    *,
    look_only: bool = False,
    actor: Actor = log.SYSTEM,
    tell: Callable[[Finding], None] = lambda _finding: None,
) -> list[Finding]:
    """Put right what can be put right by itself, and say what cannot. Safe at any time and any number of times.

    With *look_only* nothing is changed. *tell* hears of each finding as it comes. What a living process works on is
    left alone. What was changed is one line of the operators' log, in the name of *actor*. Raises ``CreationBusyError`` where clusters are being made without a pause.
    """
    findings: list[Finding] = []
    try:
        for step in (_clusters_in_removal, _halves, _schemas_of_nobody, _spares, _outside_the_database, _damaged):
            for finding in step(look_only):
                findings.append(finding)
                tell(finding)
    finally:
        # Also where a later step broke off: what was done before is done.
        _write_down(findings, actor)
    return findings


def _write_down(findings: Sequence[Finding], actor: Actor) -> None:
    done: dict[str, Any] = defaultdict(list)
    for finding in findings:
        if finding.outcome not in ("removed", "finished", "made"):
            continue
        if finding.about:
            done[finding.outcome].append(finding.about)
        else:
            key = f"spares_{finding.outcome}"
            done[key] = done.get(key, 0) + finding.count
    if done:
        # About no one cluster: a row that was never saved stands for the kind of thing.
        log.write(actor=actor, action=REPAIR, target=Cluster(), after=done)


def _clusters_in_removal(look_only: bool) -> Iterator[Finding]:
    for cluster in _in_status(ClusterStatus.DELETING):
        what = f"cluster {cluster.slug}, whose removal was not finished"
        if not look_only:
            try:
                resume_deletion(cluster)
            except BusyError:
                yield Finding(what, "in use", about=cluster.slug)
                continue
        yield Finding(what, "found" if look_only else "finished", about=cluster.slug)


def _halves(look_only: bool) -> Iterator[Finding]:
    """Rows that were never opened: nobody has seen them, so nothing of anybody's is in there."""
    for cluster in _in_status(ClusterStatus.PROVISIONING):
        what = f"cluster {cluster.slug}, which was not made to the end"
        if look_only:
            yield Finding(what, "in use" if is_held(cluster.schema_name) else "found", about=cluster.slug)
            continue
        try:
            with hold(cluster.schema_name):
                if _in_status(ClusterStatus.PROVISIONING, pk=cluster.pk):
                    discard(cluster)
        except BusyError:
            yield Finding(what, "in use", about=cluster.slug)
            continue
        yield Finding(what, "removed", about=cluster.slug)


def _schemas_of_nobody(look_only: bool) -> Iterator[Finding]:
    known = _known_schemas()
    for name, in_the_making in schemas_of_ours().items():
        if name in known:
            continue
        what = f"schema {name}, which belongs to no cluster"
        if in_the_making or is_held(name):
            yield Finding(what, "in use", about=name)
        elif look_only:
            yield Finding(what, "found", about=name)
        elif _drop_unless_known(name):
            yield Finding(what, "removed", about=name)


def _drop_unless_known(name: str) -> bool:
    with public_schema(), transaction.atomic():
        take_slot()
        # It may have got its row, or have been removed by another repair, since the list was read.
        if name in _known_schemas() or schemas_of_ours().get(name, True):
            return False
        drop_schema(name)
    return True


def _spares(look_only: bool) -> Iterator[Finding]:
    there = schemas_of_ours()
    with public_schema():
        rows = list(SpareSchema.objects.all())
    key = migration_key() if rows or conf.SPARE_SCHEMAS else ""
    stale = [row for row in rows if row.record_key != key or row.schema_name not in there]
    for row in stale:
        yield Finding(
            f"spare schema {row.schema_name}, made before the last change", "found" if look_only else "removed"
        )
    if look_only:
        return
    done = refill()
    if done.dropped > len(stale):
        more = done.dropped - len(stale)
        yield Finding(f"{more} spare schemas more than the setting asks for", "removed", count=more)
    if done.made:
        yield Finding(f"{done.made} spare schemas that were missing", "made", count=done.made)


def _outside_the_database(look_only: bool) -> Iterator[Finding]:
    """Nobody makes a cluster meanwhile: its schema cannot be seen from here before its end, its files can."""
    with public_schema(), transaction.atomic():
        take_all_slots()
        # A spare has no files: what lies there is of a creation that took it, was killed, and so gave it back.
        known = frozenset(_known_schemas() | set(schemas_of_ours())) - _spare_schemas()
        answers = leftovers.collect(Leftovers(known, not look_only), switched_off=True)
    for name in (name for answer in answers for name in answer):
        yield Finding(name, "found" if look_only else "removed", about=name)


def _damaged(look_only: bool) -> Iterator[Finding]:
    there = schemas_of_ours()
    with public_schema():
        clusters = list(Cluster.objects.exclude(status__in=(ClusterStatus.PROVISIONING, ClusterStatus.DELETING)))
        named = set(Domain.objects.values_list("tenant_id", flat=True))
    for cluster in clusters:
        if cluster.schema_name not in there and not schema_exists(cluster.schema_name):
            yield Finding(
                f"cluster {cluster.slug} has no schema",
                "needs you",
                "restore it from its archive: clusters restore ARCHIVE --replace",
                about=cluster.slug,
            )
        if cluster.pk not in named:
            remedy = f"give it one: clusters add-domain {cluster.slug} HOST --primary"
            yield Finding(f"cluster {cluster.slug} has no host name", "needs you", remedy, about=cluster.slug)


def _in_status(status: ClusterStatus, **more: object) -> list[Cluster]:
    with public_schema():
        return list(Cluster.objects.filter(status=status, **more).order_by("slug"))


def _known_schemas() -> set[str]:
    with public_schema():
        return {*Cluster.objects.values_list("schema_name", flat=True), *_spare_schemas()}


def _spare_schemas() -> set[str]:
    with public_schema():
        return set(SpareSchema.objects.values_list("schema_name", flat=True))

"""The survey before a run: which clusters lag, in groups of the same state, and how each group is to be brought on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.migrations import Migration
from django_tenants.utils import get_public_schema_name

from clusterkit.hosting.exceptions import HostingError
from clusterkit.hosting.migrating.recordable import why_not
from clusterkit.hosting.migrating.results import half_done
from clusterkit.hosting.migrating.states import (
    Key,
    StateLoader,
    applied_in,
    digests_of,
    pending_after,
    unnoted_squashes,
)
from clusterkit.hosting.models.migrating import MigrationMethod
from clusterkit.tenancy.context import public_schema, schema_context
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.models import Cluster

MIGRATED: Final = (ClusterStatus.ACTIVE, ClusterStatus.SUSPENDED, ClusterStatus.ARCHIVED)
"""Clusters that are being made are made in the newest state, those being removed need none."""

UNFINISHED: Final = "an earlier run ended within it"


@dataclass(frozen=True)
class Group:
    """Clusters in the same state with the same work before them.

    ``applied`` are the migrations that they have had, in order; ``pending`` what is to run as ``app.name``;
    ``why_not`` why the statements cannot be recorded, empty where they can.
    """

    digest: str
    applied: tuple[Key, ...]
    pending: tuple[str, ...]
    why_not: str
    clusters: tuple[Cluster, ...]

    @property
    def method(self) -> MigrationMethod:
        """How the group is to be migrated."""
        return MigrationMethod.DJANGO if self.why_not else MigrationMethod.REPLAY


@dataclass(frozen=True)
class Survey:
    """What a run would find: ``public`` is pending on the platform's schema, ``broken`` have no table of migrations."""

    public: tuple[str, ...]
    groups: tuple[Group, ...]
    broken: tuple[Cluster, ...]
    total: int
    current: int


def look(*, only: Cluster | None = None) -> Survey:
    """Survey every cluster, or *only* one, without changing anything.

    Raises ``HostingError`` where two migrations of an app lead on from the same one, and for an *only* that is being
    made or removed.
    """
    if only is not None and only.status not in MIGRATED:
        raise HostingError(f"The cluster {only.slug!r} is {only.get_status_display()}: it is not migrated.")
    clusters = [only] if only is not None else _clusters()
    public = get_public_schema_name()
    digests = digests_of([public, *(cluster.schema_name for cluster in clusters)])
    one_each = {digest: schema for schema, digest in digests.items()}
    states = {digest: _State.of(schema) for digest, schema in one_each.items()}
    by_digest: dict[str, list[Cluster]] = {}
    for cluster in clusters:
        if cluster.schema_name in digests:
            by_digest.setdefault(digests[cluster.schema_name], []).append(cluster)
    groups = [
        Group(digest, state.applied, state.labels, state.why_not(members[0].schema_name), tuple(members))
        for digest, members in by_digest.items()
        if (state := states[digest]).labels
    ]
    groups += _left_half_done(by_digest, states)
    lagging = sum(len(group.clusters) for group in groups)
    broken = tuple(cluster for cluster in clusters if cluster.schema_name not in digests)
    return Survey(
        public=states[digests[public]].labels if public in digests else ("everything",),
        groups=tuple(groups),
        broken=broken,
        total=len(clusters),
        current=len(clusters) - lagging - len(broken),
    )


@dataclass(frozen=True)
class _State:
    applied: tuple[Key, ...]
    plan: tuple[Migration, ...]
    squashes: tuple[Key, ...]

    @classmethod
    def of(cls, schema: str) -> _State:
        applied = applied_in(schema)
        loader = StateLoader(applied)
        conflicts = loader.detect_conflicts()
        if conflicts:
            names = "; ".join(f"{', '.join(sorted(names))} in {app}" for app, names in sorted(conflicts.items()))
            raise HostingError(f"Migrations stand beside each other ({names}): run makemigrations --merge first.")
        return cls(tuple(applied), tuple(pending_after(loader)), tuple(unnoted_squashes(loader, applied)))

    @property
    def labels(self) -> tuple[str, ...]:
        keys = [(migration.app_label, migration.name) for migration in self.plan]
        return tuple(f"{app}.{name}" for app, name in dict.fromkeys([*keys, *self.squashes]))

    def why_not(self, schema: str) -> str:
        with schema_context(schema):
            return next(filter(None, map(why_not, self.plan)), "")


def _clusters() -> list[Cluster]:
    with public_schema():
        return list(Cluster.objects.filter(status__in=MIGRATED).order_by("slug"))


def _left_half_done(by_digest: dict[str, list[Cluster]], states: dict[str, _State]) -> list[Group]:
    """Clusters with all migrations in which Django's way did not come to its end: content types may be missing."""
    unfinished = half_done()
    return [
        Group(digest, states[digest].applied, (), UNFINISHED, tuple(again))
        for digest, members in by_digest.items()
        if not states[digest].labels and (again := [cluster for cluster in members if cluster.pk in unfinished])
    ]

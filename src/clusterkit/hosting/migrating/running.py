"""The run: under the lock, group by group, a result for each cluster, and no failure that stops the rest."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import psycopg
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.utils import timezone

from clusterkit.core.policies import Actor
from clusterkit.hosting import log
from clusterkit.hosting.actions import MIGRATE
from clusterkit.hosting.exceptions import HostingError
from clusterkit.hosting.migrating.lock import only_run
from clusterkit.hosting.migrating.parallel import in_parallel
from clusterkit.hosting.migrating.recording import NotRecordableError, Script, drop_leftovers, record
from clusterkit.hosting.migrating.replaying import NeedsDjangoError, StateChangedError, replay
from clusterkit.hosting.migrating.results import close_earlier_runs, results_exist, sentence_of, settle
from clusterkit.hosting.migrating.survey import Group, Survey, look
from clusterkit.hosting.models.migrating import ClusterMigration, MigrationMethod, MigrationRun, MigrationState
from clusterkit.tenancy.context import public_schema, schema_context, tenant_connection
from clusterkit.tenancy.models import Cluster

Progress = Callable[[int, int, str], None]
"""Called as ``progress(done, total, text)``."""

PASSES: Final = 3
"""So often clusters are looked at again that somebody else changed meanwhile."""
MISSING: Final = "The schema or its table of migrations is missing: see clusters repair and clusters restore"


@dataclass
class Outcome:
    """What a run did. ``results`` are the rows it stored; ``notes`` say why a group was not replayed, and so on."""

    public: tuple[str, ...] = ()
    results: list[ClusterMigration] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    total: int = 0

    @property
    def failed(self) -> list[ClusterMigration]:
        """The clusters that still lag."""
        return [row for row in self.results if row.state != MigrationState.DONE]


def migrate_clusters(
    *,
    only: Cluster | None = None,
    jobs: int = 1,
    public: bool = True,
    actor: Actor = log.SYSTEM,
    progress: Progress = lambda *_: None,
) -> Outcome:
    """Bring the platform's schema (unless *public* is false) and every cluster, or *only* one, to the newest state.

    *jobs* clusters at a time, each on a connection of its own. A failing cluster is noted and the rest goes on: see
    ``Outcome.failed``. A run that had work is one line of the operators' log, in the name of *actor*. Raises ``BusyError`` while another run is under way and ``HostingError`` where no run is
    possible at all.
    """
    outcome = Outcome()
    with only_run():
        drop_leftovers()
        close_earlier_runs()
        survey = look(only=only)
        if public and survey.public:
            progress(0, 1, "the platform's own schema")
            call_command("migrate_schemas", shared=True, executor="standard", interactive=False, verbosity=0)
            outcome.public = survey.public
            survey = look(only=only)
        outcome.total = survey.total
        if not (survey.groups or survey.broken or outcome.public):
            return outcome
        if not results_exist():
            raise HostingError("The platform's own schema lags: run this without --skip-public first.")
        _Run(outcome, jobs, progress, actor).go(survey, only)
    return outcome


@dataclass(frozen=True)
class _Item:
    row: ClusterMigration
    schema: str
    group: Group
    script: Script | None


class _Run:
    """One run with work."""

    def __init__(self, outcome: Outcome, jobs: int, progress: Progress, actor: Actor) -> None:
        self.outcome, self.jobs, self.progress, self.actor = outcome, jobs, progress, actor
        self.changed: list[Cluster] = []
        self.total = self.count = 0

    def go(self, survey: Survey, only: Cluster | None) -> None:
        """Work through *survey*, then look again for clusters that were changed under our hands."""
        with public_schema():
            self.run = MigrationRun.objects.create(where=f"{socket.gethostname()[:100]}:{os.getpid()}")
        self._refuse(survey.broken, MISSING)
        for _pass in range(PASSES):
            self.changed = []
            self._work(survey.groups)
            if not self.changed:
                break
            again = {cluster.pk for cluster in self.changed}
            survey = look(only=only)
            groups = [
                replace(group, clusters=tuple(cluster for cluster in group.clusters if cluster.pk in again))
                for group in survey.groups
            ]
            survey = replace(survey, groups=tuple(group for group in groups if group.clusters))
        self._refuse(self.changed, "Another program migrates this cluster at the same time: run this again later")
        with public_schema(), transaction.atomic():
            MigrationRun.objects.filter(pk=self.run.pk).update(finished_at=timezone.now())
            rows = ClusterMigration.objects.filter(run=self.run).select_related("cluster").order_by("cluster__slug")
            self.outcome.results = list(rows)
            self._write_down(only, behind=bool(survey.public))

    def _write_down(self, only: Cluster | None, *, behind: bool) -> None:
        number, failed = len(self.outcome.results), len(self.outcome.failed)
        after: dict[str, object] = {"cluster": only.slug} if only is not None else {}
        if self.outcome.public:
            after["platform"] = len(self.outcome.public)
        if number:
            after |= {"migrated": number - failed, "failed": failed}
        try:
            with transaction.atomic():
                log.write(actor=self.actor, action=MIGRATE, target=self.run, after=after)
        except DatabaseError:
            # The log is a table of the platform's schema, and that lags: what was done in the clusters stands.
            if not behind:
                raise
            self.outcome.notes.append("No line in the operators' log: the platform's own schema lags")

    def _work(self, groups: Sequence[Group]) -> None:
        rows = self._rows(groups)
        self.total, self.count = sum(len(group.clusters) for group in groups), 0
        for group in groups:
            script = self._script(group)
            items = [_Item(rows[cluster.pk], cluster.schema_name, group, script) for cluster in group.clusters]
            in_parallel(items, self._one, self._done, self.jobs)

    def _rows(self, groups: Iterable[Group]) -> dict[int, ClusterMigration]:
        """A waiting result for each cluster with work."""
        rows = [
            ClusterMigration(
                run=self.run,
                cluster=cluster,
                method=group.method,
                migrations=list(group.pending),
                state=MigrationState.PENDING,
            )
            for group in groups
            for cluster in group.clusters
        ]
        with public_schema():
            ClusterMigration.objects.filter(run=self.run, cluster__in=[row.cluster_id for row in rows]).delete()
            return {row.cluster_id: row for row in ClusterMigration.objects.bulk_create(rows)}

    def _script(self, group: Group) -> Script | None:
        """The group's script; None where Django has to do it, with a note why."""
        if group.why_not:
            self.outcome.notes.append(f"{len(group.clusters)} by Django's own way: {group.why_not}")
            return None
        self.progress(self.count, self.total, f"recording {len(group.pending)} migrations")
        try:
            return record(group)
        except NotRecordableError as error:
            self.outcome.notes.append(f"{len(group.clusters)} by Django's own way: {error}")
        except Exception as error:
            self.outcome.notes.append(
                f"{len(group.clusters)} by Django's own way: recording failed, {sentence_of(error)}"
            )
        return None

    def _one(self, item: _Item) -> None:
        """Migrate one cluster; what goes wrong there is its result."""
        if item.script is None or not self._replayed(item, item.script):
            self._by_django(item)

    def _done(self, item: _Item) -> None:
        self.count += 1
        self.progress(self.count, self.total, item.row.cluster.slug)

    def _replayed(self, item: _Item, script: Script) -> bool:
        """Whether the item is settled: by replay, by its failure, or put back for another look."""
        try:
            replay(item.schema, script, expected=item.group.digest, result_pk=item.row.pk)
        except NeedsDjangoError:
            return False
        except StateChangedError:
            with public_schema():
                ClusterMigration.objects.filter(pk=item.row.pk).delete()
            self.changed.append(item.row.cluster)
        except psycopg.Error as error:
            settle(item.row, MigrationState.FAILED, MigrationMethod.REPLAY, error=sentence_of(error))
        return True

    def _by_django(self, item: _Item) -> None:
        settle(item.row, MigrationState.RUNNING, MigrationMethod.DJANGO)
        start = time.perf_counter()
        try:
            with schema_context(item.schema):
                call_command(
                    "migrate_schemas", schema_name=item.schema, executor="standard", interactive=False, verbosity=0
                )
        except Exception as error:
            tenant_connection().close()
            state, told = MigrationState.FAILED, sentence_of(error)
        else:
            state, told = MigrationState.DONE, ""
        settle(item.row, state, MigrationMethod.DJANGO, error=told, seconds=time.perf_counter() - start)

    def _refuse(self, clusters: Iterable[Cluster], error: str) -> None:
        with public_schema():
            for cluster in clusters:
                ClusterMigration.objects.update_or_create(
                    run=self.run,
                    cluster=cluster,
                    defaults={
                        "state": MigrationState.FAILED,
                        "method": MigrationMethod.REPLAY,
                        "error": error,
                        "finished_at": timezone.now(),
                    },
                )

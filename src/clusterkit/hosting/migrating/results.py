"""The stored results: of the run under way, of earlier ones, the latest of each cluster."""

from __future__ import annotations

from typing import Final

from django.utils import timezone

from clusterkit.hosting.models.migrating import ClusterMigration, MigrationMethod, MigrationRun, MigrationState
from clusterkit.tenancy.context import public_schema, tenant_connection

KEPT_RUNS: Final = 50
ENDED: Final = "The run ended before this cluster was finished"


def results_exist() -> bool:
    """Whether the platform's schema has the tables of results: not before its own first migration."""
    with public_schema(), tenant_connection().cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [ClusterMigration._meta.db_table])
        return bool(cursor.fetchone()[0])


def latest_results() -> dict[int, ClusterMigration]:
    """The last result by cluster pk, without those that only wait; empty where no run had work yet."""
    if not results_exist():
        return {}
    with public_schema():
        rows = ClusterMigration.objects.exclude(state=MigrationState.PENDING).order_by("cluster_id", "-pk")
        return {row.cluster_id: row for row in rows.distinct("cluster_id")}


def half_done() -> set[int]:
    """Pks of the clusters in which Django's way did not come to its end."""
    unfinished = (MigrationState.FAILED, MigrationState.INTERRUPTED, MigrationState.RUNNING)
    return {
        pk for pk, row in latest_results().items() if row.method == MigrationMethod.DJANGO and row.state in unfinished
    }


def close_earlier_runs() -> None:
    """Tell of runs that were killed, and forget old ones that went well. Only whoever holds the lock may call it."""
    if not results_exist():
        return
    with public_schema():
        now = timezone.now()
        if not MigrationRun.objects.filter(finished_at=None).exists():
            return
        ClusterMigration.objects.filter(state=MigrationState.PENDING).delete()
        ClusterMigration.objects.filter(state=MigrationState.RUNNING).update(
            state=MigrationState.INTERRUPTED, error=ENDED, finished_at=now
        )
        MigrationRun.objects.filter(finished_at=None).update(finished_at=now)
        kept = MigrationRun.objects.order_by("-pk").values_list("pk", flat=True)[:KEPT_RUNS]
        MigrationRun.objects.exclude(pk__in=list(kept)).exclude(
            clusters__state__in=(MigrationState.FAILED, MigrationState.INTERRUPTED)
        ).delete()


def settle(
    row: ClusterMigration,
    state: MigrationState,
    method: MigrationMethod,
    *,
    error: str = "",
    seconds: float | None = None,
) -> None:
    """Store how far one cluster is."""
    finished = None if state == MigrationState.RUNNING else timezone.now()
    with public_schema():
        ClusterMigration.objects.filter(pk=row.pk).update(
            state=state, method=method, error=error, seconds=seconds, finished_at=finished
        )


def sentence_of(error: BaseException) -> str:
    """An error on one line, its kind first where the text alone says little."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}"[:2000]

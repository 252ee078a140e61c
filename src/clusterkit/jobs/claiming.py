"""Whose job is next, and what becomes of it. Each function is one short transaction; no lock is held during the work.

The order is fair: the cluster that was served longest ago comes first, however many jobs another one has.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from clusterkit.core.conf import conf
from clusterkit.jobs.enums import JobState
from clusterkit.jobs.models import Job, Turn
from clusterkit.jobs.performing import is_final, words_of
from clusterkit.jobs.registry import kinds
from clusterkit.jobs.times import delay_after
from clusterkit.tenancy.context import public_schema
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.models import Cluster


def claim(*, worker: str, now: datetime | None = None, without: Collection[str] = ()) -> Job | None:
    """Take the next job of the open cluster that waits longest for its turn; None where nothing is due.

    Clusters whose schemas stand in *without* are passed over, and so are those that another worker serves just now.
    """
    moment, passed = now or timezone.now(), set(without)
    with public_schema():
        while True:
            with transaction.atomic():
                turn = _next_turn(moment, passed)
                if turn is None:
                    return None
                job = _take(turn, worker, moment)
            if job is not None:
                return job
            # All that is due there is held by transactions that rely on it: the next one's turn.
            passed.add(turn.schema_name)


def _next_turn(now: datetime, passed: Collection[str]) -> Turn | None:
    is_open = Cluster.objects.filter(schema_name=OuterRef("schema_name"), status=ClusterStatus.ACTIVE)
    waits = due(now).filter(schema_name=OuterRef("schema_name"))
    rows = Turn.objects.filter(Exists(is_open), Exists(waits)).exclude(schema_name__in=list(passed))
    order = F("served_at").asc(nulls_first=True), "schema_name"
    return rows.order_by(*order).select_for_update(of=("self",), skip_locked=True).first()


def due(now: datetime) -> QuerySet[Job]:
    """Those that may start now: of jobs with one key one runs at a time."""
    same = Job.objects.filter(
        ~Q(key=""),
        schema_name=OuterRef("schema_name"),
        code=OuterRef("code"),
        key=OuterRef("key"),
        state=JobState.RUNNING,
    )
    return Job.objects.filter(Q(key="") | ~Exists(same), state=JobState.WAITING, run_at__lte=now)


def _take(turn: Turn, worker: str, now: datetime) -> Job | None:
    """The turn is locked, so nobody else picks a job of this cluster meanwhile."""
    rows = due(now).filter(schema_name=turn.schema_name)
    job = rows.order_by("run_at", "pk").select_for_update(of=("self",), skip_locked=True).first()
    if job is None:
        return None
    turn.served_at = now
    turn.save(update_fields=["served_at"])
    job.state, job.worker, job.lease_until = JobState.RUNNING, worker, now + lease()
    job.attempts += 1
    job.save(update_fields=["state", "worker", "lease_until", "attempts"])
    if job.key:
        # What waits beside it under the same key is done by this run too, for its transactions have ended.
        twins = Job.objects.filter(schema_name=job.schema_name, code=job.code, key=job.key, state=JobState.WAITING)
        held = twins.filter(run_at__lte=now).select_for_update(skip_locked=True).values_list("pk", flat=True)
        Job.objects.filter(pk__in=list(held)).delete()
    return job


def lease() -> timedelta:
    """How long a worker that is not heard of keeps its jobs."""
    return timedelta(seconds=conf.JOB_LEASE_SECONDS)


def extend(worker: str, jobs: Collection[int]) -> None:
    """The worker lives, and these are still under way."""
    if jobs:
        with public_schema():
            held = Job.objects.filter(pk__in=list(jobs), worker=worker, state=JobState.RUNNING)
            held.update(lease_until=timezone.now() + lease())


def take_back(now: datetime) -> int:
    """Let jobs wait again whose worker was not heard of for the length of a lease. Returns how many.

    One whose worker died at each try is given up: it may be what kills it.
    """
    with public_schema():
        lost = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=now)
        values = {"worker": "", "lease_until": None, "last_error": "The worker was not heard of any more."}
        dead = lost.filter(attempts__gte=conf.JOB_MAX_ATTEMPTS).update(state=JobState.DEAD, finished_at=now, **values)
        return dead + lost.update(state=JobState.WAITING, run_at=now, **values)


def finish(job: Job) -> None:
    """It is done. A job whose lease was lost meanwhile is somebody else's now and left alone."""
    kind = kinds.get(job.code)
    with public_schema():
        held = _held(job)
        if kind is not None and kind.kept:
            held.update(state=JobState.DONE, finished_at=timezone.now(), lease_until=None, last_error="")
        else:
            held.delete()


def fail(job: Job, error: Exception) -> JobState:
    """Try again later, or give up. Returns what became of it."""
    final = is_final(job.code, error, job.attempts)
    state, now = (JobState.DEAD if final else JobState.WAITING), timezone.now()
    with public_schema():
        _held(job).update(
            state=state,
            run_at=now if final else now + delay_after(job.attempts),
            finished_at=now if final else None,
            lease_until=None,
            worker="",
            last_error=words_of(error),
        )
    return state


def put_back(job: Job) -> None:
    """It did not begin, for the cluster closed a moment ago: it waits, and the try does not count."""
    with public_schema():
        _held(job).update(state=JobState.WAITING, lease_until=None, worker="", attempts=F("attempts") - 1)


def _held(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, worker=job.worker, attempts=job.attempts, state=JobState.RUNNING)


def forget_done(now: datetime) -> int:
    """Delete what was done, or given up, so long ago that nobody asks: JOB_KEEP_DAYS, ten times that for the latter."""
    keep = timedelta(days=conf.JOB_KEEP_DAYS)
    old = Q(state=JobState.DONE, finished_at__lt=now - keep) | Q(state=JobState.DEAD, finished_at__lt=now - 10 * keep)
    with public_schema():
        chosen = Job.objects.filter(old).order_by("pk").values("pk")[:1000]
        return Job.objects.filter(pk__in=Subquery(chosen)).delete()[0]

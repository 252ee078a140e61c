"""Whose job is next: real lanes, a mail server of one cluster that hangs, a cluster with thousands of jobs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from clusterkit.jobs import claiming
from clusterkit.jobs.backends import NewJob
from clusterkit.jobs.backends.embedded import EmbeddedBackend
from clusterkit.jobs.enums import JobState
from clusterkit.jobs.models import DueTime, Job, Turn
from clusterkit.jobs.queue import enqueue
from clusterkit.jobs.scheduling import announce_clusters, start_due
from clusterkit.jobs.worker import Worker
from clusterkit.tenancy.context import cluster_context, current_schema, public_schema, run_in_cluster
from clusterkit.tenancy.hooks import worker_round
from clusterkit.tenancy.models import Cluster
from tests.apps.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _quiet(alpha: Cluster, beta: Cluster) -> None:
    """Turns, and no schedule that is due."""
    announce_clusters(timezone.now())
    with public_schema():
        DueTime.objects.all().delete()


@contextmanager
def working(worker: Worker) -> Iterator[None]:
    """The worker in a thread of its own; its schedules rest."""

    def run() -> None:
        try:
            worker.run()
        finally:
            connection.close()

    worker._looked_at = time.monotonic() + 3600
    thread = threading.Thread(target=run)
    with worker_round.override():
        thread.start()
        try:
            yield
        finally:
            worker.stop()
            thread.join(30)
    assert not thread.is_alive()


def fill(cluster: Cluster, code: str, number: int) -> None:
    EmbeddedBackend().put([NewJob(cluster.schema_name, code, None, {"number": index}) for index in range(number)])


def fifo(*, worker: str, now: Any = None, without: Any = ()) -> Job | None:
    """What a plain queue does: the oldest first, whosever it is."""
    with public_schema(), transaction.atomic():
        rows = Job.objects.filter(state=JobState.WAITING, run_at__lte=timezone.now()).order_by("pk")
        job = rows.select_for_update(skip_locked=True).first()
        if job is not None:
            job.state, job.worker, job.attempts = JobState.RUNNING, worker, 1
            job.save()
        return job


@pytest.mark.parametrize(("claim", "place"), [(claiming.claim, 2), (fifo, 31)])
def test_a_crowd_of_one_cluster_does_not_keep_another(
    alpha: Cluster, beta: Cluster, declared: Callable[..., Any], claim: Any, place: int
) -> None:
    """The second case is the negative control: in the order of arrival beta is the last."""
    order: list[str] = []
    declared("test.note", lambda *, actor_id, number: order.append(current_schema()), kept=False)
    fill(alpha, "test.note", 30)
    fill(beta, "test.note", 1)
    worker = Worker(claim=claim)
    while beta.schema_name not in order:
        job = claim(worker=worker.name)
        assert job is not None
        with public_schema():
            worker.perform(job)
    assert len(order) == place


@pytest.mark.parametrize(("claim", "served"), [(claiming.claim, True), (fifo, False)])
def test_jobs_that_hang_leave_a_lane_to_others(
    alpha: Cluster, beta: Cluster, declared: Callable[..., Any], claim: Any, served: bool
) -> None:
    """As mails of a cluster whose server answers after half a minute. The second case is the negative control."""
    go_on, done = threading.Event(), threading.Event()
    declared("test.hang", lambda *, actor_id, number: go_on.wait(30), kept=False)
    declared("test.done", lambda *, actor_id, number: done.set(), kept=False)
    fill(alpha, "test.hang", 20)
    fill(beta, "test.done", 1)
    with working(Worker(interval=0.02, lanes=3, claim=claim)):
        answered = done.wait(10 if served else 1)
        go_on.set()
    assert answered is served


def test_a_lane_that_crashes_does_not_end_the_others(
    alpha: Cluster, beta: Cluster, declared: Callable[..., Any]
) -> None:
    done = threading.Event()

    def crash(*, actor_id: int | None, number: int) -> None:
        raise SystemExit

    declared("test.crash", crash)
    declared("test.done", lambda *, actor_id, number: done.set())
    fill(alpha, "test.crash", 3)
    with working(Worker(interval=0.02, lanes=2)):
        time.sleep(0.2)
        fill(beta, "test.done", 1)
        assert done.wait(10)


def test_stopping_finishes_what_is_under_way(alpha: Cluster, declared: Callable[..., Any]) -> None:
    begun, finished = threading.Event(), threading.Event()

    def work(*, actor_id: int | None, number: int) -> None:
        begun.set()
        time.sleep(0.3)
        finished.set()

    declared("test.work", work)
    fill(alpha, "test.work", 2)
    with working(Worker(interval=0.02, lanes=1)):
        assert begun.wait(10)
    assert finished.is_set()
    with public_schema():
        assert sorted(Job.objects.values_list("state", flat=True)) == [JobState.DONE, JobState.WAITING]


def test_two_workers_take_each_job_once(alpha: Cluster, beta: Cluster, declared: Callable[..., Any]) -> None:
    seen: list[tuple[str, int]] = []
    declared("test.note", lambda *, actor_id, number: seen.append((current_schema(), number)))
    for cluster in (alpha, beta):
        fill(cluster, "test.note", 20)
    with working(Worker(interval=0.02, lanes=2)), working(Worker(interval=0.02, lanes=2)):
        end = time.monotonic() + 20
        while len(seen) < 40 and time.monotonic() < end:
            time.sleep(0.02)
    assert sorted(seen) == sorted((each.schema_name, number) for each in (alpha, beta) for number in range(20))


def test_two_schedulers_start_each_due_time_once(alpha: Cluster, beta: Cluster, declared: Callable[..., Any]) -> None:
    with public_schema():
        DueTime.objects.create(schema_name=alpha.schema_name, code="clusterkit.visit", next_at=timezone.now())
    now = timezone.now()
    assert sorted(at_once(lambda: start_due(now), lambda: start_due(now))) == [0, 1]


def test_a_job_written_while_its_twin_is_taken_is_not_lost(
    alpha: Cluster, beta: Cluster, declared: Callable[..., Any]
) -> None:
    """Whoever relies on a waiting job keeps it waiting until his change can be seen."""
    declared("test.note", lambda *, actor_id: None)
    enqueue("test.note", actor_id=None, key="same")
    with cluster_context(beta):
        enqueue("test.note", actor_id=None)
    taken: list[Job | None] = []

    def take() -> None:
        try:
            run_in_cluster(alpha, lambda: taken.extend(claiming.claim(worker="one") for _number in range(2)))
        finally:
            connection.close()

    with transaction.atomic():
        enqueue("test.note", actor_id=None, key="same")
        thread = threading.Thread(target=take)
        thread.start()
        thread.join(20)
    # The other cluster is not held up by it.
    assert [job.schema_name if job else None for job in taken] == [beta.schema_name, None]
    assert claiming.claim(worker="two") is not None


def test_nobody_waits_for_a_key(alpha: Cluster, declared: Callable[..., Any]) -> None:
    """Two transactions that ask for the same go on side by side; what both wrote is done by one run."""
    declared("test.note", lambda *, actor_id: None, kept=False)
    both = threading.Barrier(2)

    def ask() -> None:
        with transaction.atomic():
            enqueue("test.note", actor_id=None, key="same")
            both.wait(10)

    assert at_once(ask, ask) == [None, None]
    assert Worker().drain() == 1
    with public_schema():
        assert not Job.objects.exists()
        assert Turn.objects.get(schema_name=alpha.schema_name).served_at is not None
    with cluster_context(alpha):
        enqueue("test.note", actor_id=None, key="same")

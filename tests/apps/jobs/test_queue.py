"""Jobs: written with the change, done in their cluster, tried again, given up, seen and sent again by operators."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone, translation
from pytest_django import Settings

from clusterkit.core.exceptions import NotPermitted
from clusterkit.hosting.hooks import ClusterRemoval, cluster_removal
from clusterkit.jobs import claiming
from clusterkit.jobs.enums import JobState
from clusterkit.jobs.models import DueTime, Job, Turn
from clusterkit.jobs.queue import enqueue
from clusterkit.jobs.registry import job
from clusterkit.jobs.worker import Worker
from clusterkit.tenancy.context import cluster_context, current_schema, public_schema
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.exceptions import NoClusterError
from clusterkit.tenancy.models import Cluster
from tests.apps.jobs.conftest import Ran

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("turns")]


def rows(**conditions: Any) -> list[Job]:
    with public_schema():
        return list(Job.objects.filter(code__startswith="test.", **conditions).order_by("pk"))


def change(**values: Any) -> None:
    with public_schema():
        Job.objects.update(**values)


def command(*words: str) -> dict[str, Any]:
    out = StringIO()
    call_command("clusters", "jobs", *words, "--json", stdout=out)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def test_a_job_runs_once_in_its_cluster_with_actor_and_ids(alpha: Cluster, beta: Cluster, ran: Ran) -> None:
    with cluster_context(beta):
        enqueue("test.note", actor_id=7, thing_id=3)
    before = current_schema()
    worker = Worker()
    assert (worker.drain(), worker.drain()) == (1, 0)
    assert ran == [(beta.schema_name, {"actor_id": 7, "thing_id": 3})]
    assert current_schema() == before
    assert rows()[0].state == JobState.DONE


def test_a_change_that_is_undone_leaves_no_job(ran: Ran) -> None:
    with transaction.atomic():
        enqueue("test.note", actor_id=None)
        transaction.set_rollback(True)
    assert rows() == []


def test_a_job_needs_a_cluster_and_a_declaration(ran: Ran) -> None:
    with public_schema(), pytest.raises(NoClusterError):
        enqueue("test.note", actor_id=None)
    with pytest.raises(LookupError, match="unknown"):
        enqueue("test.unknown", actor_id=None)
    with pytest.raises(LookupError, match="@job"):
        enqueue(rows, actor_id=None)
    with pytest.raises(ValueError, match="declared already"):
        job("test.note")(rows)


def test_one_of_a_key_waits(alpha: Cluster, beta: Cluster, ran: Ran) -> None:
    later = timezone.now() + timedelta(hours=1)
    for _number in range(3):
        enqueue("test.note", actor_id=None, key="same")
    enqueue("test.note", actor_id=None, key="same", run_at=later)
    enqueue("test.note", actor_id=None, key="other")
    with cluster_context(beta):
        enqueue("test.note", actor_id=None, key="same")
    assert [(row.schema_name, row.key) for row in rows()] == [
        (alpha.schema_name, "same"),
        (alpha.schema_name, "other"),
        (beta.schema_name, "same"),
    ]


def test_sooner_is_not_held_up_by_later(ran: Ran) -> None:
    enqueue("test.note", actor_id=None, key="same", run_at=timezone.now() + timedelta(hours=1))
    enqueue("test.note", actor_id=None, key="same")
    assert Worker().drain() == 1
    assert [row.state for row in rows()] == [JobState.WAITING, JobState.DONE]


def test_one_of_a_key_runs_at_a_time(ran: Ran) -> None:
    enqueue("test.note", actor_id=None, key="same")
    first = claiming.claim(worker="one")
    assert first is not None
    enqueue("test.note", actor_id=None, key="same")
    assert claiming.claim(worker="two") is None
    claiming.finish(first)
    assert claiming.claim(worker="two") is not None


def test_not_before_its_time(ran: Ran) -> None:
    enqueue("test.note", actor_id=None, run_at=timezone.now() + timedelta(minutes=5))
    assert Worker().drain() == 0
    change(run_at=timezone.now())
    assert Worker().drain() == 1


def test_in_the_language_and_zone_of_the_cluster(alpha: Cluster, declared: Callable[..., Any]) -> None:
    seen: list[tuple[str, str]] = []

    def look(*, actor_id: int | None) -> None:
        seen.append((translation.get_language(), str(timezone.get_current_timezone())))

    declared("test.look", look)
    with public_schema():
        Cluster.objects.filter(pk=alpha.pk).update(time_zone="Europe/Warsaw", languages=["be", "ru"])
    enqueue(look, actor_id=None)
    Worker().drain()
    assert seen == [("be", "Europe/Warsaw")]


def test_tried_again_then_given_up_and_sent_again(declared: Callable[..., Any]) -> None:
    tries: list[int] = []

    def fall(*, actor_id: int | None) -> None:
        tries.append(1)
        if len(tries) < 4:
            raise RuntimeError("no\x00 luck")

    declared("test.fall", fall, attempts=3)
    enqueue("test.fall", actor_id=None)
    worker = Worker()
    for waits in (60, 120):
        now = timezone.now()
        assert worker.drain() == 1
        (row,) = rows()
        assert (row.state, row.last_error) == (JobState.WAITING, "RuntimeError: no luck")
        assert abs((row.run_at - now).total_seconds() - waits) < 5
        change(run_at=timezone.now())
    worker.drain()
    assert rows()[0].state == JobState.DEAD
    figure = next(item for item in command()["queue"] if item["kind"] == "test.fall")
    assert (figure["cluster"], figure["dead"]) == ("alpha", 1)
    (listed,) = command("alpha", "--dead")["dead"]
    assert command("--resend", str(listed["number"]))["changed"] == [listed["number"]]
    assert worker.drain() == 1
    assert rows()[0].state == JobState.DONE
    with pytest.raises(SystemExit):
        command("--resend", str(listed["number"]))


def test_a_refusal_is_not_tried_again_and_can_be_thrown_away(declared: Callable[..., Any]) -> None:
    def refuse(*, actor_id: int | None) -> None:
        raise NotPermitted

    declared("test.refuse", refuse)
    enqueue("test.refuse", actor_id=1)
    Worker().drain()
    assert rows()[0].state == JobState.DEAD
    assert len(command("--discard", "all")["changed"]) == 1
    assert rows() == []
    with pytest.raises(CommandError, match="--dead"):
        call_command("clusters", "jobs", "--discard", "nonsense")


@pytest.mark.parametrize("status", [ClusterStatus.SUSPENDED, ClusterStatus.ARCHIVED])
def test_jobs_of_a_closed_cluster_wait(alpha: Cluster, ran: Ran, status: ClusterStatus) -> None:
    enqueue("test.note", actor_id=None)
    with public_schema():
        Cluster.objects.filter(pk=alpha.pk).update(status=status)
    assert Worker().drain() == 0
    with public_schema():
        Cluster.objects.filter(pk=alpha.pk).update(status=ClusterStatus.ACTIVE)
    assert Worker().drain() == 1


def test_closed_between_claim_and_call(alpha: Cluster, ran: Ran) -> None:
    enqueue("test.note", actor_id=None)
    job = claiming.claim(worker="one")
    assert job is not None
    with public_schema():
        Cluster.objects.filter(pk=alpha.pk).update(status=ClusterStatus.SUSPENDED)
    Worker().perform(job)
    assert [(row.state, row.attempts) for row in rows()] == [(JobState.WAITING, 0)]
    assert ran == []


def test_jobs_of_a_removed_cluster_go(alpha: Cluster, beta: Cluster, ran: Ran) -> None:
    enqueue("test.note", actor_id=None)
    with cluster_context(beta):
        enqueue("test.note", actor_id=None)
    cluster_removal.collect(ClusterRemoval(alpha), switched_off=True)
    assert [row.schema_name for row in rows()] == [beta.schema_name]
    with public_schema():
        assert not DueTime.objects.filter(schema_name=alpha.schema_name).exists()
        assert not Turn.objects.filter(schema_name=alpha.schema_name).exists()


def test_a_worker_that_died_loses_its_jobs(ran: Ran, settings: Settings) -> None:
    enqueue("test.note", actor_id=None)
    dead = claiming.claim(worker="dead")
    assert dead is not None
    now = timezone.now()
    assert claiming.take_back(now) == 0
    later = now + timedelta(seconds=61)
    assert claiming.take_back(later) == 1
    change(run_at=now)
    taken = claiming.claim(worker="alive")
    assert taken is not None
    # It was only slow: what it says now is not heard.
    claiming.finish(dead)
    assert rows()[0].state == JobState.RUNNING
    claiming.finish(taken)
    assert rows()[0].state == JobState.DONE


def test_a_job_that_kills_its_workers_is_given_up(ran: Ran) -> None:
    enqueue("test.note", actor_id=None)
    assert claiming.claim(worker="dead") is not None
    change(attempts=8, lease_until=timezone.now() - timedelta(seconds=1))
    assert claiming.take_back(timezone.now()) == 1
    assert rows()[0].state == JobState.DEAD


def test_an_app_that_is_switched_off_does_nothing(alpha: Cluster, declared: Callable[..., Any]) -> None:
    called: list[int] = []

    def work(*, actor_id: int | None) -> None:
        called.append(1)

    work.__module__ = "clusterkit.news.services"
    declared("test.off", work)
    with public_schema():
        Cluster.objects.filter(pk=alpha.pk).update(disabled_apps=["clusterkit_news"])
    enqueue("test.off", actor_id=None)
    Worker().drain()
    assert (called, rows()[0].state) == ([], JobState.DONE)


def test_done_ones_are_forgotten(ran: Ran) -> None:
    enqueue("test.note", actor_id=None)
    Worker().drain()
    now = timezone.now()
    assert claiming.forget_done(now + timedelta(days=6)) == 0
    assert claiming.forget_done(now + timedelta(days=8)) == 1


def test_length_and_age_of_the_queue(alpha: Cluster, ran: Ran) -> None:
    for _number in range(2):
        enqueue("test.note", actor_id=None)
    change(run_at=timezone.now() - timedelta(minutes=2))
    enqueue("test.note", actor_id=None, run_at=timezone.now() + timedelta(days=1))
    (figure,) = [item for item in command("alpha")["queue"] if item["kind"] == "test.note"]
    assert (figure["waiting"], figure["running"], figure["dead"]) == (3, 0, 0)
    assert 119 < figure["oldest_seconds"] < 180
    assert not [item for item in command("beta")["queue"] if item["kind"] == "test.note"]

"""The worker visits every open cluster, whatever happens in one of them."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

import pytest
from django.core import mail as django_mail
from django.core.management import call_command
from django.utils import timezone

from clusterkit.core import ports
from clusterkit.core.ports import Notice
from clusterkit.jobs.models import DueTime
from clusterkit.jobs.scheduling import announce_clusters, start_all
from clusterkit.jobs.visits import VISIT
from clusterkit.jobs.worker import Worker
from clusterkit.notifications.models import OutboxMail
from clusterkit.tenancy.context import cluster_context, current_schema, public_schema
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.hooks import WorkerTick, worker_tick
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
Make = Callable[..., Notice]


def test_one_round_sends_the_mails_of_all_clusters(beta: Cluster, notice: Make) -> None:
    ports.notify(notice(UserFactory(email="anna@alpha.example")))
    with cluster_context(beta):
        ports.notify(notice(UserFactory(email="boris@beta.example")))
    before = current_schema()
    call_command("clusterkit_worker", "--once")
    assert [message.to[0] for message in django_mail.outbox] == ["anna@alpha.example", "boris@beta.example"]
    assert current_schema() == before


def test_a_failing_cluster_does_not_keep_the_others(beta: Cluster, notice: Make) -> None:
    from clusterkit.notifications.receivers import send_mails

    def crash(payload: WorkerTick) -> None:
        if payload.cluster.slug == "alpha":
            raise RuntimeError("broken here")

    ports.notify(notice(UserFactory(email="anna@alpha.example")))
    with cluster_context(beta):
        ports.notify(notice(UserFactory(email="boris@beta.example")))
    with worker_tick.override(crash, send_mails):
        assert Worker().go_round() == 2
    assert [message.to[0] for message in django_mail.outbox] == ["anna@alpha.example", "boris@beta.example"]


def test_each_visit_stands_in_its_cluster_and_knows_the_time(alpha: Cluster, beta: Cluster) -> None:
    seen: list[tuple[str, str, bool]] = []
    with worker_tick.override(
        lambda tick: seen.append((tick.cluster.schema_name, current_schema(), tick.now.tzinfo is not None))
    ):
        Worker().go_round()
    assert seen == [(item.schema_name, item.schema_name, True) for item in (alpha, beta)]


def test_closed_clusters_are_not_visited(beta: Cluster, notice: Make) -> None:
    with cluster_context(beta):
        ports.notify(notice(UserFactory()))
    with public_schema():
        Cluster.objects.filter(pk=beta.pk).update(status=ClusterStatus.SUSPENDED)
    assert Worker().go_round() == 1
    with cluster_context(beta):
        assert OutboxMail.objects.get().state == "pending"


@pytest.fixture
def _due(alpha: Cluster, beta: Cluster) -> None:
    """Visits to both clusters are due, and nothing else."""
    announce_clusters(timezone.now())
    with public_schema():
        DueTime.objects.exclude(code=VISIT).delete()
    start_all(VISIT)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_due")
def test_it_stops_between_two_clusters() -> None:
    worker = Worker(lanes=1)
    seen: list[str] = []

    def stop_here(payload: WorkerTick) -> None:
        seen.append(payload.cluster.slug)
        worker.stop()

    with worker_tick.override(stop_here):
        worker.run()
    assert len(seen) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_due")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_command(number: signal.Signals) -> None:
    rounds: list[str] = []

    def interrupt(payload: WorkerTick) -> None:
        rounds.append(payload.cluster.slug)
        os.kill(os.getpid(), number)

    kept = {item: signal.getsignal(item) for item in (signal.SIGTERM, signal.SIGINT)}
    try:
        with worker_tick.override(interrupt):
            call_command("clusterkit_worker", "--interval", "0.01", "--lanes", "1")
    finally:
        for item, handler in kept.items():
            signal.signal(item, handler)
    assert len(rounds) == 1

"""What comes round by itself: once for each due time, at the right hour of the cluster's clock, cheap while idle."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clusterkit.jobs import registry
from clusterkit.jobs.models import DueTime, Job
from clusterkit.jobs.scheduling import announce_clusters, start_due
from clusterkit.jobs.times import Daily, Every
from clusterkit.jobs.visits import VISIT, visit_soon
from clusterkit.jobs.worker import Worker
from clusterkit.tenancy.context import current_schema, public_schema
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.hooks import worker_tick
from clusterkit.tenancy.models import Cluster

WARSAW = ZoneInfo("Europe/Warsaw")
MINSK = ZoneInfo("Europe/Minsk")
CODE = "test.round"


def strikes(at: time, zone: ZoneInfo, start: datetime, number: int) -> list[datetime]:
    """The next *number* due times after *start*, in UTC."""
    found, moment = [], start
    for _number in range(number):
        moment = Daily(at).after(moment, moment, zone)
        found.append(moment.astimezone(UTC))
    return found


@pytest.mark.parametrize(
    ("at", "zone", "start", "hours"),
    [
        # 29 March 2026: 02:00 becomes 03:00, so there is no half past two.
        (time(2, 30), WARSAW, datetime(2026, 3, 27, 12, tzinfo=UTC), ["28 01:30", "29 01:30", "30 00:30"]),
        # 25 October 2026: 03:00 becomes 02:00, so half past two comes twice.
        (time(2, 30), WARSAW, datetime(2026, 10, 23, 12, tzinfo=UTC), ["24 00:30", "25 00:30", "26 01:30"]),
        (time(2, 30), MINSK, datetime(2026, 3, 27, 12, tzinfo=UTC), ["27 23:30", "28 23:30", "29 23:30"]),
        (time(0, 0), MINSK, datetime(2026, 12, 31, 22, tzinfo=UTC), ["01 21:00", "02 21:00", "03 21:00"]),
    ],
)
def test_once_a_day_by_the_cluster_s_clock(at: time, zone: ZoneInfo, start: datetime, hours: list[str]) -> None:
    assert [f"{moment:%d %H:%M}" for moment in strikes(at, zone, start, 3)] == hours


def test_the_second_half_past_two_of_autumn_is_no_new_one() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    between = first + timedelta(minutes=30)
    assert Daily(time(2, 30)).after(first, between, WARSAW) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


def test_an_outage_is_made_up_by_one_run_in_step() -> None:
    due = datetime(2026, 5, 1, 12, tzinfo=UTC)
    assert Every(timedelta(minutes=10)).after(due, due + timedelta(minutes=47), MINSK) == due + timedelta(minutes=50)
    assert Every(timedelta(minutes=10)).after(due, due, MINSK) == due + timedelta(minutes=10)


def test_a_schedule_needs_one_rhythm() -> None:
    with pytest.raises(ValueError, match="one of them"):
        registry.schedule(CODE)
    with pytest.raises(ValueError, match="once in a second"):
        Every(timedelta(0))


@pytest.fixture
def rounds(declared: Callable[..., Any], alpha: Cluster, beta: Cluster) -> list[str]:
    """Where the schedule of the tests ran; it is due in a minute at most."""
    seen: list[str] = []
    registry.schedule(CODE, every=timedelta(minutes=1))(lambda: seen.append(current_schema()))
    announce_clusters(timezone.now())
    return seen


def later(**passed: float) -> datetime:
    return timezone.now() + timedelta(**passed)


@pytest.mark.django_db
def test_each_open_cluster_once_after_an_outage(rounds: list[str], alpha: Cluster, beta: Cluster) -> None:
    start_due(later(hours=5))
    start_due(later(hours=5))
    with public_schema():
        Job.objects.update(run_at=timezone.now())
    Worker().drain()
    assert sorted(rounds) == sorted([alpha.schema_name, beta.schema_name])


@pytest.mark.django_db
def test_nothing_comes_round_in_a_closed_cluster(rounds: list[str], alpha: Cluster, beta: Cluster) -> None:
    with public_schema():
        Cluster.objects.filter(pk=beta.pk).update(status=ClusterStatus.SUSPENDED)
    start_due(later(hours=5))
    with public_schema():
        assert set(Job.objects.values_list("schema_name", flat=True)) == {alpha.schema_name}


@pytest.mark.django_db
def test_rows_are_made_once(rounds: list[str]) -> None:
    with public_schema():
        before = DueTime.objects.count()
        announce_clusters(timezone.now())
        assert DueTime.objects.count() == before


@pytest.mark.django_db
def test_an_idle_round_costs_the_same_for_many_clusters(alpha: Cluster, beta: Cluster) -> None:
    from clusterkit.jobs.claiming import claim

    def cost() -> int:
        announce_clusters(timezone.now())
        with CaptureQueriesContext(connection) as queries:
            announce_clusters(timezone.now())
            start_due(timezone.now() - timedelta(days=1))
            assert claim(worker="one") is None
        return len(queries)

    two = cost()
    with public_schema():
        Cluster.objects.bulk_create(
            Cluster(slug=f"idle{number}", schema_name=f"idle{number}", name={"en": "x"}, status=ClusterStatus.ACTIVE)
            for number in range(30)
        )
    assert cost() == two


@pytest.mark.django_db
def test_a_change_brings_the_next_visit_forward(
    alpha: Cluster, beta: Cluster, django_capture_on_commit_callbacks: Any
) -> None:
    announce_clusters(timezone.now())
    with public_schema():
        DueTime.objects.update(next_at=later(seconds=30))
    with django_capture_on_commit_callbacks(execute=True):
        visit_soon()
    seen: list[str] = []
    with worker_tick.override(lambda tick: seen.append(tick.cluster.slug)):
        assert start_due(timezone.now()) == 1
        Worker().drain()
    assert seen == ["alpha"]
    with public_schema():
        assert DueTime.objects.get(schema_name=alpha.schema_name, code=VISIT).next_at > timezone.now()


@pytest.mark.django_db
def test_a_new_cluster_s_visits_begin(alpha: Cluster) -> None:
    with public_schema():
        DueTime.objects.all().delete()
    Worker().go_round()
    with public_schema():
        assert DueTime.objects.filter(schema_name=alpha.schema_name, code=VISIT).count() == 1

"""Jobs that go to Django's task API: after the commit, with the cluster; what fails comes back to our worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from clusterkit.jobs.models import Job
from clusterkit.jobs.queue import enqueue
from clusterkit.tenancy.context import public_schema
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.models import Cluster
from tests.apps.jobs.conftest import Ran

HAS_TASKS = django.VERSION >= (6, 0)


@pytest.fixture
def tasks(settings: Settings) -> None:
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "JOB_BACKEND": "django.tasks"}
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}


def waiting() -> list[Job]:
    with public_schema():
        return list(Job.objects.filter(code__startswith="test."))


if HAS_TASKS:
    pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("turns", "tasks")]

    def test_handed_on_after_the_commit_with_the_cluster(alpha: Cluster, ran: Ran) -> None:
        with transaction.atomic():
            enqueue("test.note", actor_id=7, thing_id=3)
            assert ran == []
        assert ran == [(alpha.schema_name, {"actor_id": 7, "thing_id": 3})]
        assert waiting() == []

    def test_an_undone_change_hands_on_nothing(ran: Ran) -> None:
        with transaction.atomic():
            enqueue("test.note", actor_id=None)
            transaction.set_rollback(True)
        assert (ran, waiting()) == ([], [])

    def test_what_failed_waits_for_our_worker(declared: Callable[..., Any]) -> None:
        def fall(*, actor_id: int | None) -> None:
            raise RuntimeError("no luck")

        declared("test.fall", fall)
        enqueue("test.fall", actor_id=None)
        (job,) = waiting()
        assert (job.attempts, job.last_error) == (1, "RuntimeError: no luck")
        assert job.run_at > timezone.now()

    def test_a_backend_that_cannot_wait_leaves_it_to_ours(ran: Ran) -> None:
        enqueue("test.note", actor_id=None, run_at=timezone.now() + timedelta(hours=1))
        assert len(waiting()) == 1

    def test_of_a_closed_cluster_it_waits(alpha: Cluster, ran: Ran) -> None:
        with transaction.atomic():
            enqueue("test.note", actor_id=None)
            with public_schema():
                Cluster.objects.filter(pk=alpha.pk).update(status=ClusterStatus.SUSPENDED)
        assert ran == []
        assert [job.attempts for job in waiting()] == [0]

else:

    @pytest.mark.django_db
    def test_without_the_api_it_says_what_to_install(tasks: None, ran: Ran) -> None:
        with pytest.raises(ImproperlyConfigured, match="pip install"):
            enqueue("test.note", actor_id=None)

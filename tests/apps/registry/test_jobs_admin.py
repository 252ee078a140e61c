"""Operators see the jobs of all clusters and let run again, or throw away, what was given up."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clusterkit.jobs.enums import JobState
from clusterkit.jobs.models import Job
from clusterkit.registry.models import OperatorEntry
from clusterkit.tenancy.context import public_schema
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.plugin import stamp_session

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("action", "left"), [("run_again", [JobState.WAITING]), ("throw_away", [])])
def test_what_was_given_up_runs_again_or_goes(alpha: Cluster, action: str, left: list[str]) -> None:
    with public_schema():
        operator = get_user_model().objects.create_superuser(email="operator@example.org", password="x" * 12)
        dead = Job.objects.create(
            schema_name=alpha.schema_name, code="test.x", state=JobState.DEAD, finished_at=timezone.now()
        )
        client = Client(headers={"host": "testserver.public"})
        client.force_login(operator, backend="allauth.account.auth_backends.AuthenticationBackend")
        stamp_session(client)
    path = reverse("admin:clusterkit_jobs_job_changelist", urlconf="tests.projects.public_urls")
    assert b"test.x" in client.get(path).content
    client.post(path, {"action": action, "_selected_action": [dead.pk]})
    with public_schema():
        assert list(Job.objects.values_list("state", flat=True)) == left
        assert OperatorEntry.objects.latest("pk").action.startswith("jobs.")

"""Django's task API: jobs go to the host's task backend (django-tasks-db, Celery …) when the transaction is committed.

What has to wait for a time goes there too where the backend can wait, else into our own table. That API knows no
second try: a job that failed comes back into our table, where ``clusters worker`` tries it again and operators see it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from clusterkit.jobs.backends import NewJob
from clusterkit.jobs.backends.embedded import EmbeddedBackend
from clusterkit.jobs.performing import after_failure, call_in_cluster
from clusterkit.tenancy.context import on_commit, public_schema
from clusterkit.tenancy.exceptions import NoClusterError

try:
    from django.tasks import task
except ImportError:  # Django before 6.0: the backport has the same API.
    try:
        from django_tasks import task  # type: ignore[import-not-found,no-redef]
    except ImportError as error:
        raise ImproperlyConfigured(
            "JOB_BACKEND 'django.tasks' needs Django 6 or the backport: pip install clusterkit[tasks]"
        ) from error

logger = logging.getLogger("clusterkit.jobs")


@task
def run_job(code: str, payload: dict[str, Any]) -> None:
    """Do one job in its cluster, called by the host's task worker."""
    try:
        # Back in public afterwards: the task backend writes down there how it went.
        with public_schema():
            call_in_cluster(code, payload)
    except NoClusterError:
        # Closed meanwhile: our table keeps it until the cluster opens again.
        _keep(code, payload, "", attempts=0)
    except Exception as error:
        logger.exception("the job %s of %s failed", code, payload["schema"])
        _keep(code, payload, f"{type(error).__name__}: {error}", attempts=1)


def _keep(code: str, payload: dict[str, Any], error: str, *, attempts: int) -> None:
    job = NewJob(payload["schema"], code, payload["actor_id"], payload["values"], attempts=attempts)
    with public_schema():
        EmbeddedBackend().put([after_failure(job, error)])


class TasksBackend:
    """See the module."""

    def put(self, jobs: Sequence[NewJob]) -> None:
        """Hand them on after the commit; nothing is handed on where there is none."""
        for job in jobs:
            if job.run_at is not None and not run_job.get_backend().supports_defer:
                EmbeddedBackend().put([job])
            else:
                on_commit(lambda job=job: self._hand_on(job))  # type: ignore[misc]

    def _hand_on(self, job: NewJob) -> None:
        payload = {"schema": job.schema_name, "actor_id": job.actor_id, "values": job.arguments}
        chosen = run_job.using(run_after=job.run_at) if job.run_at is not None else run_job
        # The backend's own table, if it has one, stands in public.
        with public_schema():
            chosen.enqueue(code=job.code, payload=payload)

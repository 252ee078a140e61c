"""What operators do with jobs that were given up; each leaves a line in their log."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.core.exceptions import StateConflict
from clusterkit.core.policies import Action, Actor
from clusterkit.hosting import log
from clusterkit.jobs.actions import DISCARD, RESEND
from clusterkit.jobs.enums import JobState
from clusterkit.jobs.models import Job
from clusterkit.tenancy.context import public_schema
from clusterkit.tenancy.models import Cluster


def resend(*, job: Job, actor: Actor = log.SYSTEM) -> Job:
    """Let a job that was given up run again, with all its tries. Raises ``StateConflict`` for another one."""
    with public_schema(), transaction.atomic():
        locked = _locked(job)
        locked.state, locked.attempts, locked.run_at, locked.finished_at = JobState.WAITING, 0, timezone.now(), None
        locked.save(update_fields=["state", "attempts", "run_at", "finished_at"])
        _note(locked, RESEND, JobState.WAITING, actor)
    return locked


def discard(*, job: Job, actor: Actor = log.SYSTEM) -> None:
    """Throw away a job that was given up. Raises ``StateConflict`` for another one."""
    with public_schema(), transaction.atomic():
        locked = _locked(job)
        _note(locked, DISCARD, "", actor)
        locked.delete()


def _locked(job: Job) -> Job:
    locked = Job.objects.select_for_update().filter(pk=job.pk, state=JobState.DEAD).first()
    if locked is None:
        raise StateConflict(_("This job was not given up, or is gone meanwhile."))
    return locked


def _note(job: Job, action: Action, state: str, actor: Actor) -> None:
    cluster = Cluster.objects.filter(schema_name=job.schema_name).first()
    before = {"job": job.code, "number": job.pk, "state": JobState.DEAD.value, "error": job.last_error}
    log.write(actor=actor, action=action, target=cluster, before=before, after={"state": state})

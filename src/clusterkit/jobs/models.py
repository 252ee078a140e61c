"""The tables of the jobs (in ``public``): what waits, what comes round again, and whose turn it is.

They name a cluster by its schema and no row of it: nothing points from public into a cluster.
"""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.jobs.enums import JobState


class Job(models.Model):
    """One piece of work of one cluster. ``attempts`` counts the tries; ``worker`` names the run that holds the lease."""

    schema_name = models.CharField(_("schema"), max_length=63, editable=False)
    code = models.CharField(_("kind"), max_length=80, editable=False)
    key = models.CharField(_("key"), max_length=120, blank=True, editable=False)
    actor_id = models.BigIntegerField(_("on behalf of person number"), null=True, editable=False)
    arguments = models.JSONField(_("arguments"), default=dict, encoder=DjangoJSONEncoder, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=JobState, default=JobState.WAITING, editable=False)
    run_at = models.DateTimeField(_("not before"), default=timezone.now, editable=False)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0, editable=False)
    worker = models.CharField(max_length=40, blank=True, editable=False)
    lease_until = models.DateTimeField(_("held until"), null=True, editable=False)
    last_error = models.CharField(_("last error"), max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ("-pk",)
        indexes = [
            models.Index(
                fields=["schema_name", "run_at", "id"],
                condition=Q(state=JobState.WAITING),
                name="clusterkit_jobs_waiting",
            ),
            models.Index(
                fields=["schema_name", "code", "key"],
                condition=Q(state__in=(JobState.WAITING, JobState.RUNNING)) & ~Q(key=""),
                name="clusterkit_jobs_keys",
            ),
            models.Index(fields=["lease_until"], condition=Q(state=JobState.RUNNING), name="clusterkit_jobs_leases"),
            models.Index(fields=["state", "finished_at"], name="clusterkit_jobs_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.schema_name})"


class DueTime(models.Model):
    """When a schedule is due next in one cluster. Whoever locks the row and moves it on does the run."""

    schema_name = models.CharField(_("schema"), max_length=63)
    code = models.CharField(_("schedule"), max_length=80)
    next_at = models.DateTimeField(_("due next"))

    class Meta:
        verbose_name = _("due time")
        verbose_name_plural = _("due times")
        constraints = [models.UniqueConstraint(fields=["schema_name", "code"], name="clusterkit_jobs_one_due_time")]
        indexes = [models.Index(fields=["next_at"], name="clusterkit_jobs_due")]

    def __str__(self) -> str:
        return f"{self.code} ({self.schema_name})"


class Turn(models.Model):
    """When a cluster was served last: who waits longest is served next. Locked while one of its jobs is picked."""

    schema_name = models.CharField(_("schema"), max_length=63, unique=True)
    served_at = models.DateTimeField(_("served last"), null=True)

    class Meta:
        verbose_name = _("turn")
        verbose_name_plural = _("turns")

    def __str__(self) -> str:
        return self.schema_name

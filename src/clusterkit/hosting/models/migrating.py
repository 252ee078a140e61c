"""What came of migrating: a run, and its result in each cluster that it had work in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusterkit.core.ports import AuditName
from clusterkit.tenancy.models import Cluster


class MigrationState(models.TextChoices):
    """How far one cluster is within a run."""

    PENDING = "pending", pgettext_lazy("migration", "waiting")
    RUNNING = "running", _("under way")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    INTERRUPTED = "interrupted", _("interrupted")


class MigrationMethod(models.TextChoices):
    """The way that a cluster was migrated."""

    REPLAY = "replay", _("recorded statements")
    DJANGO = "django", _("Django's own way")


class MigrationRun(models.Model):
    """One call of ``clusters migrate`` that found something to do."""

    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    where = models.CharField(_("machine and process"), max_length=120)

    audit_names: ClassVar = {
        "cluster": AuditName(_("only the cluster")),
        "platform": AuditName(_("migrations of the platform’s own tables")),
        "migrated": AuditName(_("clusters migrated")),
        "failed": AuditName(_("clusters that failed")),
    }

    class Meta:
        verbose_name = _("run of migrations")
        verbose_name_plural = _("runs of migrations")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} {self.where}"


class ClusterMigration(models.Model):
    """The result of one run in one cluster. ``migrations`` are those that were to run, as ``app.name``."""

    run = models.ForeignKey(MigrationRun, models.CASCADE, related_name="clusters", verbose_name=_("run"))
    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="+", verbose_name=_("cluster"))
    state = models.CharField(_("state"), max_length=12, choices=MigrationState, default=MigrationState.PENDING)
    method = models.CharField(_("way"), max_length=8, choices=MigrationMethod)
    migrations = models.JSONField(_("migrations"), default=list)
    error = models.TextField(_("error"), blank=True)
    seconds = models.FloatField(_("seconds"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("migration of a cluster")
        verbose_name_plural = _("migrations of clusters")
        constraints = [models.UniqueConstraint(fields=["run", "cluster"], name="clusterkit_hosting_one_a_run")]

    def __str__(self) -> str:
        return f"{self.cluster_id}: {self.state}"

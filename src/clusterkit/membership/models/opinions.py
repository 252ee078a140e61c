"""What reviewers think of a revision."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clusterkit.membership.enums import Verdict
from clusterkit.membership.models.applications import Application, Revision
from clusterkit.tenancy.guards import ClusterModel


class Opinion(ClusterModel):
    """One reviewer's verdict on one revision. The cluster's decision rule counts those that were not withdrawn."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="opinions")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="opinions")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    reviewer_name = models.CharField(max_length=160)
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict)
    reason = models.TextField(_("reason"), max_length=4000, blank=True)
    reason_code = models.SlugField(_("predefined reason"), max_length=40, blank=True, db_index=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("opinion of a reviewer")
        verbose_name_plural = _("opinions of reviewers")
        ordering = ("created_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "reviewer"],
                condition=Q(withdrawn_at__isnull=True),
                name="clusterkit_membership_one_opinion",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_name}: {self.get_verdict_display()}"

"""What people report, and what the office does about people."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.core.addresses import address_of
from clusterkit.core.ports import AuditName, choice_words
from clusterkit.ideas.enums import ReportReason, ReportState, SanctionKind
from clusterkit.ideas.models.discussion import Comment
from clusterkit.ideas.models.items import Item
from clusterkit.tenancy.guards import ClusterManager, ClusterModel, ClusterQuerySet, StatefulModel


class Report(StatefulModel):
    """Somebody reports an item, or a comment of it (``comment``). Who it was is shown to nobody."""

    audit_names: ClassVar = {"reason": AuditName(_("reason"), choice_words(ReportReason))}

    item = models.ForeignKey(Item, models.CASCADE, related_name="reports")
    comment = models.ForeignKey(Comment, models.CASCADE, null=True, blank=True, related_name="reports")
    reason = models.CharField(_("reason"), max_length=12, choices=ReportReason)
    text = models.TextField(_("what is wrong"), max_length=2000, blank=True)
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False)
    state = models.CharField(_("state"), max_length=12, choices=ReportState, default=ReportState.OPEN, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ("created_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "reporter"],
                condition=Q(comment=None, state=ReportState.OPEN),
                name="clusterkit_ideas_item_reported_once",
            ),
            models.UniqueConstraint(
                fields=["comment", "reporter"],
                condition=Q(comment__isnull=False, state=ReportState.OPEN),
                name="clusterkit_ideas_comment_reported_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_reason_display())

    def get_absolute_url(self) -> str:
        """Where the coordinators decide about what was reported."""
        return address_of("clusterkit_ideas:report-case", pk=self.pk)


class SanctionQuerySet(ClusterQuerySet["Sanction"]):
    """Reads of sanctions."""

    def blocking(self, day: date | None = None) -> SanctionQuerySet:
        """Those that stop somebody from writing today (or on *day*)."""
        lasting = Q(until=None) | Q(until__gte=day or timezone.localdate())
        return self.filter(lasting, kind=SanctionKind.BLOCK, lifted_at=None)


class Sanction(ClusterModel):
    """A warning, or a time without writing (``until`` is its last day, empty for no end)."""

    audit_names: ClassVar = {"kind": AuditName(_("what was done"), choice_words(SanctionKind))}

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    kind = models.CharField(_("what was done"), max_length=12, choices=SanctionKind)
    reason = models.TextField(_("reason"), max_length=2000)
    until = models.DateField(_("until"), null=True, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    lifted_at = models.DateTimeField(null=True, editable=False)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = ClusterManager.from_queryset(SanctionQuerySet)()  # type: ignore[misc]

    class Meta:
        verbose_name = _("sanction")
        verbose_name_plural = _("sanctions")
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        """Where the person reads it, and coordinators lift it."""
        return address_of("clusterkit_ideas:sanction", pk=self.pk)

    @property
    def is_in_force(self) -> bool:
        """Whether it stops the person today (the Python side of ``SanctionQuerySet.blocking``)."""
        lasts = self.until is None or self.until >= timezone.localdate()
        return self.kind == SanctionKind.BLOCK and self.lifted_at is None and lasts

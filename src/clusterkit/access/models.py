"""Dated grants of a tier, and a cluster's own rules."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.ports import AuditName
from clusterkit.tenancy.guards import ClusterManager, ClusterModel, ClusterQuerySet


class GrantQuerySet(ClusterQuerySet["Grant"]):
    """Reads of grants."""

    def active_on(self, day: date) -> GrantQuerySet:
        """Those that hold on *day*, both ends included."""
        return self.filter(Q(valid_from__lte=day), Q(valid_until__isnull=True) | Q(valid_until__gte=day))


class Grant(ClusterModel):
    """A tier given to one person by name, from a day to a day (both included; no end: until taken back)."""

    audit_names: ClassVar = {"tier": AuditName(_("tier"), lambda code: ports.tier_label.call(code))}

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="tier_grants", verbose_name=_("person")
    )
    tier = models.CharField(_("tier"), max_length=40)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ClusterManager.from_queryset(GrantQuerySet)()  # type: ignore[misc] # the base declares one as well

    class Meta:
        verbose_name = _("grant of a tier")
        verbose_name_plural = _("grants of tiers")
        ordering = ("-valid_from", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
                name="clusterkit_grant_dates",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.tier}"


class Rule(ClusterModel):
    """This cluster's tier for an action, in place of the one that the code declares."""

    action = models.CharField(_("action"), max_length=80, unique=True)
    tier = models.CharField(_("tier"), max_length=40)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        ordering = ("action",)

    def __str__(self) -> str:
        return f"{self.action}: {self.tier}"

"""A record beside an organisation of the package: a OneToOne, so that the package's table stays as it is."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.directory.models import Organisation
from clusterkit.tenancy.guards import ClusterManager, ClusterModel, ClusterQuerySet


class SafetyRecordQuerySet(ClusterQuerySet["SafetyRecord"]):
    """Reads of safety records."""

    def valid_on(self, day: date) -> SafetyRecordQuerySet:
        """Those whose certificate holds on *day*, the last day included."""
        return self.filter(valid_until__gte=day)


class SafetyRecord(ClusterModel):
    """The certificate of an organisation's safety at work, as the cluster's office saw it."""

    organisation = models.OneToOneField(
        Organisation, models.CASCADE, related_name="safety_record", verbose_name=_("organisation")
    )
    standard = models.CharField(_("standard"), max_length=80, default="ISO 45001")
    number = models.CharField(_("number of the certificate"), max_length=60)
    issued_by = models.CharField(_("issued by"), max_length=160)
    valid_until = models.DateField(_("valid until"))

    objects = ClusterManager.from_queryset(SafetyRecordQuerySet)()  # type: ignore[misc] # the base declares one as well

    class Meta:
        verbose_name = _("safety record")
        verbose_name_plural = _("safety records")
        ordering = ("valid_until", "pk")

    def __str__(self) -> str:
        return f"{self.standard}, {self.number}"

    @property
    def is_valid(self) -> bool:
        """Whether the certificate holds today."""
        return self.valid_until >= timezone.localdate()

"""How a cluster decides: what its office may set for itself."""

from __future__ import annotations

from typing import Final

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from clusterkit.tenancy.guards import ClusterModel

OFFICE_FIELDS: Final = (
    "decision_rule",
    "quorum_percent",
    "majority_percent",
    "voting_days",
    "review_days",
    "correction_days",
    "min_members",
    "min_types",
)
"""What the office sets on its page and over the API, in this order."""


class OfficeSettings(ClusterModel):
    """The one row of a cluster's choices about membership; an empty field means the deployment's default.

    Read through ``selectors.office.office_settings``, which never fails for a cluster that has set nothing.
    """

    key = models.PositiveSmallIntegerField(default=1, unique=True, editable=False)
    decision_rule = models.CharField(_("how applications are decided"), max_length=40, blank=True)
    quorum_percent = models.PositiveSmallIntegerField(
        _("quorum in per cent of the entitled seats"),
        default=50,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    majority_percent = models.PositiveSmallIntegerField(
        _("majority of a qualified vote in per cent"),
        default=67,
        validators=[MinValueValidator(50), MaxValueValidator(100)],
    )
    voting_days = models.PositiveSmallIntegerField(
        _("days a vote stays open"), default=7, validators=[MinValueValidator(1), MaxValueValidator(90)]
    )
    review_days = models.PositiveSmallIntegerField(
        _("days for the review of an application"), default=0, validators=[MaxValueValidator(365)]
    )
    correction_days = models.PositiveSmallIntegerField(
        _("days for the applicant to complete an application"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    min_members = models.PositiveSmallIntegerField(_("members there must be at least"), default=0)
    min_types = models.PositiveSmallIntegerField(_("types of organisations there must be at least"), default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("settings of the office")
        verbose_name_plural = _("settings of the office")

    def __str__(self) -> str:
        return str(_("Settings of the office"))

"""The people who act for organisations."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clusterkit.core.ports import AuditName
from clusterkit.directory.enums import LIVE_AFFILIATION_STATES, AffiliationRole, AffiliationState
from clusterkit.directory.models.organisations import Organisation
from clusterkit.tenancy.guards import StatefulModel


class Affiliation(StatefulModel):
    """A person acts for an organisation: asked for, confirmed by one of its admins, ended.

    ``chosen_at`` says when somebody who acts for several last chose to act for this one.
    """

    audit_names: ClassVar = {"successor": AuditName(_("successor")), "handed_over": AuditName("")}

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="affiliations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="affiliations")
    role = models.CharField(_("role"), max_length=20, choices=AffiliationRole, default=AffiliationRole.REPRESENTATIVE)
    state = models.CharField(
        _("state"), max_length=12, choices=AffiliationState, default=AffiliationState.REQUESTED, editable=False
    )
    position = models.CharField(_("position"), max_length=160, blank=True)
    message = models.TextField(_("message to the organisation"), max_length=1000, blank=True)
    is_listed = models.BooleanField(_("show me among the people of the organisation"), default=False)
    chosen_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        ordering = ("-created_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=Q(state__in=sorted(LIVE_AFFILIATION_STATES)),
                name="clusterkit_directory_one_live_affiliation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.organisation}"

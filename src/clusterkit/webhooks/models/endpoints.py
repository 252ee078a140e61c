"""A web hook: where happenings are sent, which ones, and what its owner may know."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime
from typing import ClassVar, Final

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.policies import GUEST
from clusterkit.core.ports import AuditName
from clusterkit.tenancy.guards import ClusterManager, ClusterModel, ClusterQuerySet
from clusterkit.webhooks.enums import OffReason

KEY_PREFIX: Final = "whsec_"


def new_secret() -> str:
    """A secret of 256 bits as Standard Webhooks writes it."""
    return KEY_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode("ascii")


class EndpointQuerySet(ClusterQuerySet["Endpoint"]):
    """Reads of web hooks."""

    def on(self) -> EndpointQuerySet:
        """Those that are switched on."""
        return self.filter(is_active=True)


class Endpoint(ClusterModel):
    """An address of another system. ``events`` holds codes of happenings, ``tier`` says as whom the other system reads.

    The secret signs; until ``old_secret_until`` the one before signs as well. ``failing_since`` is the moment of the first
    of the failures in a row.
    """

    audit_names: ClassVar = {
        "tier": AuditName(_("reads as"), lambda code: ports.tier_label.call(code)),
        "events": AuditName(_("what is sent"), lambda codes: ", ".join(codes) if isinstance(codes, list) else codes),
        "secret": AuditName(""),
    }

    url = models.CharField(_("address"), max_length=500)
    description = models.CharField(_("what it is for"), max_length=200, blank=True)
    events = models.JSONField(_("what is sent"), default=list)
    tier = models.CharField(_("reads as"), max_length=40, default=GUEST)
    secret = models.CharField(max_length=80, default=new_secret, editable=False)
    old_secret = models.CharField(max_length=80, blank=True, editable=False)
    old_secret_until = models.DateTimeField(null=True, editable=False)
    is_active = models.BooleanField(_("switched on"), default=True)
    off_reason = models.CharField(_("why it is off"), max_length=10, choices=OffReason, blank=True, editable=False)
    failing_since = models.DateTimeField(_("failing since"), null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)

    objects = ClusterManager.from_queryset(EndpointQuerySet)()  # type: ignore[misc]

    class Meta:
        verbose_name = _("web hook")
        verbose_name_plural = _("web hooks")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.description or self.url

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("clusterkit_webhooks:endpoint", kwargs={"pk": self.pk})

    @property
    def state_label(self) -> str:
        """Whether it works, in words."""
        if not self.is_active:
            return str(_("switched off"))
        return str(_("failing")) if self.failing_since is not None else str(_("switched on"))

    @property
    def tone(self) -> str:
        """The tone of its state."""
        if not self.is_active:
            return "neutral"
        return "bad" if self.failing_since is not None else "good"

    def secrets_on(self, now: datetime) -> list[str]:
        """The secrets that sign at *now*, the new one first."""
        old = self.old_secret if self.old_secret_until is not None and now < self.old_secret_until else ""
        return [self.secret, *([old] if old else [])]

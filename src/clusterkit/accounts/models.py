"""What a cluster knows of a person beyond his sign-in: profile, consents, names of API tokens."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clusterkit.accounts.consents import purpose_title
from clusterkit.accounts.validators import validate_phone
from clusterkit.core.ports import AuditName
from clusterkit.tenancy.guards import ClusterModel
from clusterkit.tenancy.validators import validate_time_zone


class Profile(ClusterModel):
    """What a person writes about himself. A person without a row has an empty profile."""

    audit_names: ClassVar = {
        "consents": AuditName(_("consents"), purpose_title),
        "email": AuditName(_("e-mail")),
        "entered": AuditName(_("entered by the office")),
    }

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="clusterkit_profile", verbose_name=_("person")
    )
    position = models.CharField(_("position"), max_length=150, blank=True)
    phone = models.CharField(_("phone"), max_length=25, blank=True, validators=[validate_phone])
    language = models.CharField(_("language"), max_length=10, blank=True)
    about = models.TextField(_("about you"), max_length=1000, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[validate_time_zone])
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")

    def __str__(self) -> str:
        return str(self.user)


class Consent(ClusterModel):
    """That a person agreed to one version of a text, and when he withdrew it. Rows are never deleted by the site."""

    audit_names: ClassVar = {
        "consent": AuditName(_("consent"), purpose_title),
        "withdrawn": AuditName(_("withdrawn"), purpose_title),
    }

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="clusterkit_consents", verbose_name=_("person")
    )
    purpose = models.CharField(_("purpose"), max_length=80)
    version = models.CharField(_("version of the text"), max_length=20)
    language = models.CharField(_("language in which it was read"), max_length=10, blank=True)
    given_at = models.DateTimeField(_("given"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ("purpose", "given_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "purpose", "version"],
                condition=Q(withdrawn_at__isnull=True),
                name="clusterkit_accounts_one_consent",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.purpose} {self.version}"


class TokenName(ClusterModel):
    """The name a person gave to an API token. The token's own row is the token library's; only its digest is known here."""

    audit_names: ClassVar = {
        "token": AuditName(_("what it is for")),
        "days": AuditName(_("valid for so many days")),
    }

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="clusterkit_token_names", verbose_name=_("person")
    )
    digest = models.CharField(max_length=128, unique=True, editable=False)
    name = models.CharField(_("what it is for"), max_length=80)
    expires_at = models.DateTimeField(_("valid until"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.name

"""The national picture, requests for clusters, and the platform's own log. They stand in public."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from clusterkit.audit.models import LogChain, LogRow, LogSeal
from clusterkit.core.ports import AuditName, choice_words
from clusterkit.core.translated import TranslatedField
from clusterkit.registry.enums import MailKind, RequestState
from clusterkit.tenancy.enums import Region
from clusterkit.tenancy.guards import ClusterManager, ClusterQuerySet, StatefulModel
from clusterkit.tenancy.validators import validate_slug


class NationalFigure(models.Model):
    """A count from an official source, such as "8 active clusters in 2021"."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    label = TranslatedField(_("what is counted"), max_length=120)
    count = models.PositiveIntegerField(_("how many"))
    year = models.PositiveSmallIntegerField(_("year"))
    source = TranslatedField(_("source"), max_length=200)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("national figure")
        verbose_name_plural = _("national figures")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return f"{self.label}: {self.count}"


class OpeningRequestQuerySet(ClusterQuerySet["OpeningRequest"]):
    """Requests by what is to be done with them."""

    def undecided(self) -> OpeningRequestQuerySet:
        """Those that nobody has decided and that did not expire."""
        return self.filter(state__in=(RequestState.NEW, RequestState.CONFIRMED))

    def waiting(self) -> OpeningRequestQuerySet:
        """Those that wait for an operator."""
        return self.filter(state=RequestState.CONFIRMED)


class OpeningRequest(StatefulModel):
    """Somebody's wish to have a cluster on this platform. What is typed is in one language."""

    state = models.CharField(_("state"), max_length=12, choices=RequestState, default=RequestState.NEW)
    organisation = models.CharField(_("organisation"), max_length=200)
    person = models.CharField(_("contact person"), max_length=150)
    email = models.EmailField(_("e-mail"), max_length=254)
    name = models.CharField(_("name of the cluster"), max_length=200)
    industry = models.CharField(_("industry"), max_length=120)
    city = models.CharField(_("city"), max_length=120)
    region = models.CharField(_("region"), max_length=20, choices=Region, blank=True)
    slug = models.CharField(_("wished address"), max_length=40, validators=[validate_slug])
    message = models.TextField(_("message"), max_length=2000, blank=True)
    language = models.CharField(_("language"), max_length=10)
    consented_at = models.DateTimeField(_("consent given"))
    created_at = models.DateTimeField(_("sent"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("e-mail confirmed"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    cluster_slug = models.CharField(_("cluster"), max_length=40, blank=True)
    mail_kind = models.CharField(_("last mail"), max_length=12, choices=MailKind, blank=True)
    mail_at = models.DateTimeField(_("last mail sent"), null=True, blank=True)
    mail_failed = models.BooleanField(_("the last mail could not be sent"), default=False)

    objects = ClusterManager.from_queryset(OpeningRequestQuerySet)()  # type: ignore[misc]
    audit_names: ClassVar[dict[str, AuditName]] = {"mail": AuditName(_("mail"), choice_words(MailKind))}

    class Meta:
        verbose_name = _("request for a cluster")
        verbose_name_plural = _("requests for clusters")
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=["state", "-id"], name="clusterkit_request_state"),
            models.Index(fields=["email"], name="clusterkit_request_email"),
        ]

    def __str__(self) -> str:
        return self.name or self.organisation


class OperatorEntry(LogRow):
    """One act on the platform: of an operator, of a command, of a guest of the public host."""

    class Meta(LogRow.Meta):
        verbose_name = _("entry of the platform's log")
        verbose_name_plural = _("log of the platform")
        indexes = [
            models.Index(fields=["target_label", "target_pk", "-id"], name="clusterkit_operator_target"),
            models.Index(fields=["at"], name="clusterkit_operator_at"),
        ]


class OperatorSeal(LogSeal):
    """A link of the platform's log."""

    class Meta(LogSeal.Meta):
        verbose_name = _("seal of the platform's log")
        verbose_name_plural = _("seals of the platform's log")


class OperatorChain(LogChain):
    """Where the chain of the platform's log ends."""

    class Meta(LogChain.Meta):
        verbose_name = _("chain of the platform's log")
        verbose_name_plural = _("chains of the platform's log")

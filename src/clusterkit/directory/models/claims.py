"""Mail domains that organisations claim, so that their people are known by their addresses."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clusterkit.core.ports import AuditName, choice_words
from clusterkit.directory.enums import LIVE_CLAIM_STATES, DomainClaimState, DomainProof, Mailbox
from clusterkit.directory.models.organisations import Organisation
from clusterkit.tenancy.guards import StatefulModel


class DomainClaim(StatefulModel):
    """An organisation says that the mail addresses of a domain are those of its people.

    It waits until somebody opens the link in a mail to ``mailbox`` of that domain. Of the link only a digest is kept,
    and only while the claim waits: a used link is gone. ``admits_at_once``: people with such an address act for the
    organisation as soon as they want to; otherwise its administrators confirm them like others.
    """

    audit_names: ClassVar = {
        "mailbox": AuditName(_("mail to")),
        "proof": AuditName(_("shown by"), choice_words(DomainProof)),
        "replaced": AuditName(_("in place of")),
    }

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="domain_claims")
    domain = models.CharField(_("mail domain"), max_length=253)
    state = models.CharField(
        _("state"), max_length=12, choices=DomainClaimState, default=DomainClaimState.WAITING, editable=False
    )
    mailbox = models.CharField(_("mail to"), max_length=20, choices=Mailbox, default=Mailbox.ADMIN)
    admits_at_once = models.BooleanField(_("people with such an address need no confirmation"), default=True)
    proof = models.CharField(_("shown by"), max_length=8, choices=DomainProof, blank=True, editable=False)
    key_digest = models.CharField(max_length=64, blank=True, editable=False)
    link_expires_at = models.DateTimeField(null=True, editable=False)
    mailed_at = models.DateTimeField(null=True, editable=False)
    mails = models.PositiveSmallIntegerField(default=0, editable=False)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("claimed by")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("claim of a mail domain")
        verbose_name_plural = _("claims of mail domains")
        ordering = ("domain", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["domain"],
                condition=Q(state=DomainClaimState.CONFIRMED),
                name="clusterkit_directory_domain_is_one_organisations",
            ),
            models.UniqueConstraint(
                fields=["organisation", "domain"],
                condition=Q(state__in=sorted(LIVE_CLAIM_STATES)),
                name="clusterkit_directory_one_live_claim",
            ),
            models.CheckConstraint(
                condition=Q(state=DomainClaimState.WAITING) | Q(key_digest=""),
                name="clusterkit_directory_used_link_is_gone",
            ),
        ]

    def __str__(self) -> str:
        return self.domain

    @property
    def address(self) -> str:
        """Where the mail with the link goes."""
        return f"{self.mailbox}@{self.domain}"

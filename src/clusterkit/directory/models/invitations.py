"""Invitations by e-mail to act for an organisation."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.directory.enums import AffiliationRole, InvitationState
from clusterkit.directory.models.organisations import Organisation
from clusterkit.tenancy.guards import ClusterManager, ClusterModel, ClusterQuerySet


class InvitationQuerySet(ClusterQuerySet["Invitation"]):
    """Reads of invitations."""

    def waiting(self) -> InvitationQuerySet:
        """Those that were neither accepted nor taken back, run out or not."""
        return self.filter(accepted_at=None, revoked_at=None)


class Invitation(ClusterModel):
    """An organisation invites who reads the mail of an address: once, for some days, unless it is taken back.

    Only a digest of the link is kept: who reads the database can open nothing. ``sent_at`` is empty as long as the
    mail server did not take the mail. The address is blanked when it is not needed any more.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail"), blank=True)
    role = models.CharField(_("role"), max_length=20, choices=AffiliationRole, default=AffiliationRole.REPRESENTATIVE)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("invited by")
    )
    created_at = models.DateTimeField(_("invited"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("accepted by"),
    )
    revoked_at = models.DateTimeField(_("taken back"), null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("taken back by"),
    )

    objects = ClusterManager.from_queryset(InvitationQuerySet)()  # type: ignore[misc]

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ("-created_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="clusterkit_directory_one_invitation",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None), name="clusterkit_directory_invitation_ends_once"
            ),
            models.CheckConstraint(
                condition=~Q(email="") | Q(accepted_at__isnull=False) | Q(revoked_at__isnull=False),
                name="clusterkit_directory_invitation_address",
            ),
        ]

    def __str__(self) -> str:
        # Without the address: the log keeps the names of things, and outlives what is known of a stranger.
        return str(_("Invitation to act for %(organisation)s") % {"organisation": self.organisation})

    def state_at(self, now: datetime) -> InvitationState:
        """What it is at that moment."""
        if self.accepted_at is not None:
            return InvitationState.ACCEPTED
        if self.revoked_at is not None:
            return InvitationState.REVOKED
        return InvitationState.EXPIRED if self.expires_at <= now else InvitationState.WAITING

    @property
    def state(self) -> InvitationState:
        """What it is now."""
        return self.state_at(timezone.now())

    @property
    def state_label(self) -> str:
        """The same in words."""
        return str(self.state.label)

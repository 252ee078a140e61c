"""Mails of the demonstration: kept in the cluster instead of sent."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from clusterkit.tenancy.guards import ClusterModel


class SentMail(ClusterModel):
    """A mail that a real deployment would have sent."""

    recipient = models.CharField(_("to"), max_length=254)
    subject = models.CharField(_("subject"), max_length=500)
    text = models.TextField(_("text"))
    html = models.TextField(_("as a page"), blank=True)
    sent_at = models.DateTimeField(_("sent"), auto_now_add=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.subject

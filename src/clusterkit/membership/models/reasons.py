"""What the office says often when it returns or rejects an application: texts ready to be chosen."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from clusterkit.core.translated import TranslatedField
from clusterkit.membership.enums import ReasonPurpose
from clusterkit.tenancy.guards import ClusterManager, ClusterModel, ClusterQuerySet


class ReasonQuerySet(ClusterQuerySet["Reason"]):
    """Reads of predefined reasons."""

    def offered_for(self, purpose: str) -> ReasonQuerySet:
        """Those that are offered on the form of *purpose*, in the office's order."""
        return self.filter(purpose=purpose, is_active=True)


class Reason(ClusterModel):
    """A text that is chosen where an application is returned or rejected, and may be changed there before it is sent.

    Its code is kept with each return and each rejection, so that reasons can be counted. It is therefore never deleted,
    only switched off.
    """

    purpose = models.CharField(_("chosen when"), max_length=8, choices=ReasonPurpose)
    code = models.SlugField(_("code"), max_length=40)
    title = TranslatedField(_("short title"), max_length=120)
    text = TranslatedField(_("text for the applicant"), max_length=2000, multiline=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    is_active = models.BooleanField(_("offered on the form"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ClusterManager.from_queryset(ReasonQuerySet)()  # type: ignore[misc] # the base declares one as well

    class Meta:
        verbose_name = _("predefined reason")
        verbose_name_plural = _("predefined reasons")
        # Returns stand before rejections: the page shows them in this order.
        ordering = ("-purpose", "order", "pk")
        constraints = [
            models.UniqueConstraint(fields=["purpose", "code"], name="clusterkit_membership_reason_code"),
        ]

    def __str__(self) -> str:
        return str(self.title)

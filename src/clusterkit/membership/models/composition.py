"""When the cluster's members fell below what its own rules ask for, or were about to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusterkit.tenancy.guards import ClusterModel


class CompositionBreach(ClusterModel):
    """A rule on the composition of the cluster is broken, or will be on ``expected_on`` if nothing is done.

    ``since`` is the first day on which it was found broken, empty while it is only to come; ``ended_at`` is when it was
    found to hold again. A rule has at most one breach that is not over: whoever has to know is told once of it.
    """

    rule = models.CharField(_("rule"), max_length=40, editable=False)
    needed = models.PositiveIntegerField(_("needed"), editable=False)
    counted = models.PositiveIntegerField(_("counted"), editable=False)
    expected_on = models.DateField(_("expected on"), null=True, editable=False)
    since = models.DateField(_("since"), null=True, editable=False)
    ended_at = models.DateTimeField(_("over"), null=True, editable=False)
    created_at = models.DateTimeField(_("found"), auto_now_add=True)

    class Meta:
        verbose_name = _("breach of the composition")
        verbose_name_plural = _("breaches of the composition")
        ordering = ("-created_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["rule"], condition=Q(ended_at__isnull=True), name="clusterkit_membership_breach_once"
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=False) | Q(expected_on__isnull=False), name="clusterkit_membership_breach_day"
            ),
        ]

    def __str__(self) -> str:
        return str(_("Breach of the rule “%(rule)s”") % {"rule": self.rule})

    def get_absolute_url(self) -> str:
        """The page of the composition: it shows all of them."""
        return reverse("clusterkit_membership:composition")

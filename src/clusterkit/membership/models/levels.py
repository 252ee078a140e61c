"""In which way organisations take part: the levels that a cluster defines."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.policies import MEMBER
from clusterkit.core.ports import AuditName
from clusterkit.core.translated import TranslatedField
from clusterkit.tenancy.guards import ClusterManager, ClusterModel, ClusterQuerySet


class LevelQuerySet(ClusterQuerySet["Level"]):
    """Reads of levels."""

    def active(self) -> LevelQuerySet:
        """Those that are given to organisations; the others are kept for the terms that have them."""
        return self.filter(is_active=True)


class Level(ClusterModel):
    """A way of taking part, such as full member or observer, with the tier that it gives the people of an organisation.

    The first active one in the list is what an approved application gets. One that a membership has cannot be removed,
    only retired.
    """

    audit_names: ClassVar = {
        "tier": AuditName(_("tier of its people"), lambda code: ports.tier_label.call(code)),
        "organisations": AuditName(_("organisations with another tier")),
    }

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = TranslatedField(_("name"), max_length=120)
    description = TranslatedField(_("what it means"), max_length=600, multiline=True, blank=True)
    tier = models.CharField(_("tier of its people"), max_length=40, default=MEMBER)
    may_hold_seat = models.BooleanField(_("may hold a seat in the council"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    is_active = models.BooleanField(_("given to organisations"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ClusterManager.from_queryset(LevelQuerySet)()  # type: ignore[misc] # the base declares one as well

    class Meta:
        verbose_name = _("level of participation")
        verbose_name_plural = _("levels of participation")
        ordering = ("order", "code")

    def __str__(self) -> str:
        return str(self.name)

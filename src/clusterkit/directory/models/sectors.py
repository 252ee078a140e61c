"""What organisations work on: sectors, and the profiles within each."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from clusterkit.core.translated import TranslatedField
from clusterkit.tenancy.guards import ClusterModel


class Sector(ClusterModel):
    """A field of work of this cluster; each cluster keeps its own list."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = TranslatedField(_("name"), max_length=120)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering = ("order", "code")

    def __str__(self) -> str:
        return str(self.name)


class Profile(ClusterModel):
    """A narrower field within a sector, such as "aquaculture"; each cluster keeps its own list."""

    sector = models.ForeignKey(Sector, models.CASCADE, related_name="profiles", verbose_name=_("sector"))
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = TranslatedField(_("name"), max_length=120)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        ordering = ("sector__order", "sector__code", "order", "code")

    def __str__(self) -> str:
        return str(self.name)

"""The national picture: how many clusters a country counts, whether they are on this platform or not."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from clusterkit.core.translated import TranslatedField


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

"""Searches that people keep, and the words of the exchange."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from clusterkit.ideas.enums import AlertRhythm
from clusterkit.tenancy.guards import ClusterModel


class SavedSearch(ClusterModel):
    """A search that a person keeps. ``query`` holds the filters of the list by name; he is told of what is newer than
    ``seen_until``."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    query = models.JSONField(_("filters"), default=dict)
    rhythm = models.CharField(_("tell me"), max_length=8, choices=AlertRhythm, default=AlertRhythm.DAILY)
    seen_until = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class SearchWord(ClusterModel):
    """A word of published items, with how many of them have it, and what is left of it when one letter is missing."""

    word = models.CharField(max_length=60, unique=True)
    items = models.PositiveIntegerField(default=0)
    shortened = ArrayField(models.CharField(max_length=60), default=list)

    class Meta:
        verbose_name = _("word of the exchange")
        verbose_name_plural = _("words of the exchange")
        ordering = ("word",)
        indexes = [GinIndex(fields=["shortened"], name="clusterkit_ideas_shortened")]

    def __str__(self) -> str:
        return self.word

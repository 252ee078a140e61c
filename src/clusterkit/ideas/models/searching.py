"""Searches that people keep, and the words of the exchange."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from clusterkit.core.search import stem_field
from clusterkit.ideas.enums import AlertRhythm, WordAudience
from clusterkit.ideas.models.items import Item
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
    """A word of the exchange, and how many items have it.

    ``items`` are all that were ever shown: what an index finds before anybody's rights are asked. The others count what is
    shown today, so that nobody is answered with a word that he could not read: ``summaries`` have it where everybody looks
    (title, summary, tags), ``texts`` anywhere, both without the items that are for members only; those are counted by
    ``closed_summaries`` and ``closed_texts``. The empty word stands in each item: its row holds the totals.
    ``stem`` is what PostgreSQL makes of the word in Russian or English. ``shortened`` is the word with letters that are easily
    taken for each other made one (:func:`clusterkit.ideas.typing_mistakes.folded`), and that with one letter left out.
    """

    word = models.CharField(max_length=60, unique=True)
    stem = stem_field("word")
    items = models.PositiveIntegerField(default=0)
    summaries = models.PositiveIntegerField(default=0)
    texts = models.PositiveIntegerField(default=0)
    closed_summaries = models.PositiveIntegerField(default=0)
    closed_texts = models.PositiveIntegerField(default=0)
    shortened = ArrayField(models.CharField(max_length=60), default=list)

    class Meta:
        verbose_name = _("word of the exchange")
        verbose_name_plural = _("words of the exchange")
        ordering = ("word",)
        indexes = [
            GinIndex(fields=["shortened"], name="clusterkit_ideas_shortened"),
            models.Index(fields=["stem"], name="clusterkit_ideas_stem"),
        ]

    def __str__(self) -> str:
        return self.word


class CountedItem(ClusterModel):
    """What of an item is counted in the words now: ``words`` of its public part, ``more_words`` of its text alone, as keys of
    ``SearchWord``, and for whom (``audience``; empty: for nobody).

    ``due`` says that the item was changed since. The row of an item that was deleted stays until it is counted out.
    """

    item = models.OneToOneField(Item, models.SET_NULL, null=True, related_name="+")
    words = ArrayField(models.BigIntegerField(), default=list)
    more_words = ArrayField(models.BigIntegerField(), default=list)
    audience = models.CharField(max_length=8, choices=WordAudience, blank=True)
    due = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("counted item")
        verbose_name_plural = _("counted items")
        ordering = ("pk",)
        indexes = [models.Index(fields=["id"], condition=models.Q(due=True), name="clusterkit_ideas_words_due")]

    def __str__(self) -> str:
        return str(self.item_id)

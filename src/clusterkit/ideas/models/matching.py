"""What fits to what: suggestions with their reasons, and what organisations think of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clusterkit.directory.models import Organisation
from clusterkit.ideas.models.items import Item
from clusterkit.tenancy.guards import ClusterModel


class Suggestion(ClusterModel):
    """Something that fits ``item``: another item (``other``), or an organisation by its capabilities.

    ``score`` is in per cent. ``parts`` explains it: a list of ``{"attribute": "sector", "share": 40, "found": ["…"]}`` whose
    shares add up to the score.
    """

    item = models.ForeignKey(Item, models.CASCADE, related_name="suggestions")
    other = models.ForeignKey(Item, models.CASCADE, null=True, blank=True, related_name="suggested_for")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="+")
    score = models.PositiveSmallIntegerField(_("fits to so many per cent"))
    parts = models.JSONField(_("why"), default=list)
    scorer = models.CharField(max_length=40)
    computed_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        ordering = ("-score", "pk")
        indexes = [models.Index(fields=["item", "-score"], name="clusterkit_ideas_best_fit")]
        constraints = [
            models.UniqueConstraint(fields=["item", "other"], name="clusterkit_ideas_suggested_item_once"),
            models.UniqueConstraint(
                fields=["item", "organisation"],
                condition=Q(other=None),
                name="clusterkit_ideas_suggested_org_once",
            ),
            models.CheckConstraint(
                condition=Q(other=None, organisation__isnull=False) | Q(other__isnull=False, organisation=None),
                name="clusterkit_ideas_suggests_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} – {self.other_id or self.organisation_id}: {self.score}"


class Dismissal(ClusterModel):
    """An organisation said that a suggestion for its item does not fit: it comes no more.

    ``parts`` is what spoke for the suggestion then: the organisation's leanings are made from it.
    """

    by = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, models.CASCADE, related_name="dismissals")
    other = models.ForeignKey(Item, models.CASCADE, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    parts = models.JSONField(default=list, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("suggestion that does not fit")
        verbose_name_plural = _("suggestions that do not fit")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["item", "other"], name="clusterkit_ideas_dismissed_item_once"),
            models.UniqueConstraint(
                fields=["item", "organisation"],
                condition=Q(other=None),
                name="clusterkit_ideas_dismissed_org_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} – {self.other_id or self.organisation_id}"


class Leaning(ClusterModel):
    """What an organisation's "does not fit" taught: how much less an attribute's value counts for its items.

    ``weight`` is between 0 (counts nothing) and 1 (counts fully).
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    attribute = models.CharField(max_length=20)
    value = models.CharField(max_length=80)
    weight = models.FloatField(default=1.0)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("leaning of an organisation")
        verbose_name_plural = _("leanings of organisations")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["organisation", "attribute", "value"], name="clusterkit_ideas_one_leaning")
        ]

    def __str__(self) -> str:
        return f"{self.attribute} {self.value}: {self.weight}"


class MatchWait(ClusterModel):
    """An item that the worker matches anew. ``attempts`` counts how often it failed."""

    item = models.OneToOneField(Item, models.CASCADE, related_name="+")
    due_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("item that waits for matching")
        verbose_name_plural = _("items that wait for matching")
        ordering = ("due_at", "pk")

    def __str__(self) -> str:
        return str(self.item_id)


class MatchNight(ClusterModel):
    """The nightly look for what changed since ``since``. It goes through the items by key, in portions: ``cursor`` is the last.

    ``recipe`` is the digest of scorer and weights: where it differs from the night before, all items are matched anew.
    """

    day = models.DateField(unique=True)
    since = models.DateTimeField(null=True)
    began_at = models.DateTimeField()
    cursor = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    recipe = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("night of matching")
        verbose_name_plural = _("nights of matching")
        ordering = ("-day",)

    def __str__(self) -> str:
        return self.day.isoformat()

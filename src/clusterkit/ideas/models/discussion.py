"""The public discussion of an item: comments, reactions, and who follows it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clusterkit.core.addresses import address_of
from clusterkit.directory.models import Organisation
from clusterkit.ideas.enums import ReactionKind
from clusterkit.ideas.models.items import Item
from clusterkit.tenancy.guards import ClusterModel


class Comment(ClusterModel):
    """A contribution to the public discussion. Two levels: ``parent`` is never an answer itself.

    ``organisation`` is the one the author spoke for. A removed comment keeps its place without its text, and so does one
    that the coordinators have hidden (``hidden_at``, with their reason in ``hidden_note``).
    """

    item = models.ForeignKey(Item, models.CASCADE, related_name="comments")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.TextField(_("comment"), max_length=5000)
    created_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)
    hidden_at = models.DateTimeField(null=True, editable=False)
    hidden_note = models.TextField(blank=True, editable=False)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ("created_at", "pk")
        indexes = [models.Index(fields=["item", "created_at"], name="clusterkit_ideas_thread")]

    def __str__(self) -> str:
        return self.text[:60]

    def get_absolute_url(self) -> str:
        """Its place on the item's page."""
        return f"{address_of('clusterkit_ideas:detail', pk=self.item_id)}#comment-{self.pk}"


class Follow(ClusterModel):
    """A person wants to hear of an item's discussion, or (``is_muted``) to hear nothing of it."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="follows")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    is_muted = models.BooleanField(_("wants to hear nothing"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["item", "user"], name="clusterkit_ideas_follow_once")]

    def __str__(self) -> str:
        return f"{self.user_id} – {self.item_id}"


class CommentRevision(ClusterModel):
    """The text of a comment as it was before a correction."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="revisions")
    text = models.TextField(_("comment"), max_length=5000)
    written_at = models.DateTimeField(_("written"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("earlier text of a comment")
        verbose_name_plural = _("earlier texts of comments")
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.text[:60]


class Reaction(ClusterModel):
    """A person reacts to an item, or to a comment of it (``comment``)."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="reactions")
    comment = models.ForeignKey(Comment, models.CASCADE, null=True, blank=True, related_name="reactions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(_("reaction"), max_length=12, choices=ReactionKind)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["item", "user", "kind"], condition=Q(comment=None), name="clusterkit_ideas_item_reaction_once"
            ),
            models.UniqueConstraint(
                fields=["comment", "user", "kind"],
                condition=Q(comment__isnull=False),
                name="clusterkit_ideas_comment_reaction_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class ReadMark(ClusterModel):
    """Up to when a person has seen the discussion of an item: what was written later is new to him."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="read_marks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("mark of reading")
        verbose_name_plural = _("marks of reading")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["item", "user"], name="clusterkit_ideas_one_mark")]

    def __str__(self) -> str:
        return f"{self.user_id} – {self.item_id}"

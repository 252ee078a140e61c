"""The discussion in JSON."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from clusterkit.ideas.api.serializers.items import OwnerSerializer
from clusterkit.ideas.models import Comment
from clusterkit.ideas.selectors import Voice, comment_voice


class CommentSerializer(serializers.ModelSerializer[Comment]):
    """A comment. One that was removed has no text and no author, one of an owner without a name no author."""

    author = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()
    organisation = serializers.SerializerMethodField()

    class Meta:
        model = Comment
        fields = ("id", "parent", "author", "organisation", "text", "created_at", "edited_at", "deleted_at")
        read_only_fields = fields

    def _voice(self, comment: Comment) -> Voice:
        return comment_voice(comment, identified=self.context["identified"])

    def get_author(self, comment: Comment) -> str | None:
        """The name."""
        return None if comment.deleted_at is not None else self._voice(comment).name or None

    @extend_schema_field(OwnerSerializer(allow_null=True))
    def get_organisation(self, comment: Comment) -> Any:
        """For whom it was written."""
        organisation = None if comment.deleted_at is not None else self._voice(comment).organisation
        return OwnerSerializer(organisation).data if organisation is not None else None

    def get_text(self, comment: Comment) -> str:
        """Markdown."""
        return "" if comment.deleted_at is not None else comment.text


class CommentWrite(serializers.Serializer[Any]):
    """A new comment; ``parent`` is the one it answers."""

    text = serializers.CharField(max_length=5000)
    parent = serializers.IntegerField(required=False, allow_null=True, default=None)  # type: ignore[assignment]

"""The discussion in JSON."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from clusterkit.core.api.permissions import viewer_of_request
from clusterkit.ideas.api.serializers.items import OwnerSerializer, ReactionSerializer
from clusterkit.ideas.enums import ReactionKind
from clusterkit.ideas.models import Comment
from clusterkit.ideas.policies import may_read_words
from clusterkit.ideas.selectors import Voice, comment_voice


class CommentSerializer(serializers.ModelSerializer[Comment]):
    """A comment.

    One that was removed has no text and no author, nor has one that the coordinators hid, but for its author and them; one of
    an owner without a name has no author.
    """

    author = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()
    organisation = serializers.SerializerMethodField()
    edited_at = serializers.SerializerMethodField()
    is_hidden = serializers.SerializerMethodField()
    hidden_note = serializers.SerializerMethodField()
    is_best = serializers.SerializerMethodField()
    reactions = serializers.SerializerMethodField()

    class Meta:
        model = Comment
        fields = (
            "id",
            "parent",
            "author",
            "organisation",
            "text",
            "created_at",
            "edited_at",
            "deleted_at",
            "is_hidden",
            "hidden_note",
            "is_best",
            "reactions",
        )
        read_only_fields = fields

    def _has_words(self, comment: Comment) -> bool:
        return may_read_words(viewer_of_request(self.context["request"]), comment)

    def _voice(self, comment: Comment) -> Voice | None:
        return comment_voice(comment, identified=self.context["identified"]) if self._has_words(comment) else None

    def get_author(self, comment: Comment) -> str | None:
        """The name."""
        voice = self._voice(comment)
        return voice.name or None if voice is not None else None

    @extend_schema_field(OwnerSerializer(allow_null=True))
    def get_organisation(self, comment: Comment) -> Any:
        """For whom it was written."""
        voice = self._voice(comment)
        if voice is None or voice.organisation is None:
            return None
        return OwnerSerializer(voice.organisation).data

    def get_text(self, comment: Comment) -> str:
        """Markdown; ``@[Anna](person:12)`` and ``@[Plant](organisation:plant)`` name people and organisations."""
        return comment.text if self._has_words(comment) else ""

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_edited_at(self, comment: Comment) -> Any:
        """When it was corrected last."""
        field = serializers.DateTimeField()
        return field.to_representation(comment.edited_at) if comment.edited_at and self._has_words(comment) else None

    def get_is_hidden(self, comment: Comment) -> bool:
        """Whether the coordinators hid it."""
        return comment.hidden_at is not None

    def get_hidden_note(self, comment: Comment) -> str:
        """Why, for its author and the coordinators."""
        return comment.hidden_note if self._has_words(comment) else ""

    def get_is_best(self, comment: Comment) -> bool:
        """Whether the owner of the item chose it as the best answer."""
        shown = comment.deleted_at is None and comment.hidden_at is None
        return shown and comment.item.best_answer_id == comment.pk

    @extend_schema_field(ReactionSerializer(many=True))
    def get_reactions(self, comment: Comment) -> Any:
        """Kinds with at least one person."""
        return counted(self.context.get("reactions", {}).get(comment.pk, ()))


def counted(reactions: Any) -> Any:
    """The kinds of reaction that somebody chose."""
    return ReactionSerializer([reaction for reaction in reactions if reaction.count], many=True).data


class RevisionSerializer(serializers.Serializer[Any]):
    """The text of a comment before a correction."""

    text = serializers.CharField()
    written_at = serializers.DateTimeField()


class CommentText(serializers.Serializer[Any]):
    """A correction."""

    text = serializers.CharField(max_length=5000)


class CommentWrite(CommentText):
    """A new comment; ``parent`` is the one it answers."""

    parent = serializers.IntegerField(required=False, allow_null=True, default=None)  # type: ignore[assignment]


class ReactionWrite(serializers.Serializer[Any]):
    """A reaction: ``on`` false takes it back, null turns it over."""

    kind = serializers.ChoiceField(ReactionKind.choices)
    on = serializers.BooleanField(required=False, allow_null=True, default=True)


class BestAnswerWrite(serializers.Serializer[Any]):
    """The comment that answered best."""

    comment = serializers.IntegerField()


class MentionableSerializer(serializers.Serializer[Any]):
    """Somebody whom you may mention; ``text`` goes into the comment."""

    kind = serializers.CharField()
    name = serializers.CharField()
    detail = serializers.CharField()
    text = serializers.CharField()

"""The exchange's shapes in JSON."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from clusterkit.directory.models import Organisation, Sector
from clusterkit.ideas.enums import InterestState, ItemMode, ItemState, OutcomeKind
from clusterkit.ideas.models import Comment, Interest, Item, person_name
from clusterkit.ideas.selectors import ItemView, TalkView


class OwnerSerializer(serializers.ModelSerializer[Organisation]):
    """An organisation, named."""

    name = serializers.CharField(source="__str__", read_only=True)

    class Meta:
        model = Organisation
        fields = ("id", "slug", "name")


class ItemSerializer(serializers.ModelSerializer[Item]):
    """The public part of an item."""

    kind = serializers.CharField(read_only=True)
    organisation = OwnerSerializer(read_only=True)
    sectors: Any = serializers.SlugRelatedField("code", many=True, read_only=True)
    tags = serializers.ListField(child=serializers.CharField(), read_only=True)
    state = serializers.ChoiceField(ItemState.choices, source="effective_state", read_only=True)
    comment_count = serializers.IntegerField(read_only=True)
    interest_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Item
        fields: Any = (
            "id",
            "kind",
            "title",
            "summary",
            "language",
            "organisation",
            "sectors",
            "tags",
            "mode",
            "state",
            "valid_until",
            "published_at",
            "comment_count",
            "interest_count",
        )
        read_only_fields = fields


class FileSerializer(serializers.Serializer[Any]):
    """A file of an item; it is downloaded from the site."""

    id = serializers.IntegerField()
    name = serializers.CharField(source="file.name")
    size = serializers.IntegerField(source="file.size")


class OutcomeSerializer(serializers.Serializer[Any]):
    """What came of an item."""

    kind = serializers.ChoiceField(OutcomeKind.choices)
    text = serializers.CharField()
    confirmed_at = serializers.DateTimeField(allow_null=True)


class ItemViewSerializer(ItemSerializer):
    """An item as deep as you see it: ``body`` is null while the text is not open to you.

    ``actions`` are the transitions that you may take now; ``version`` goes back with them.
    """

    body = serializers.SerializerMethodField()
    author = serializers.SerializerMethodField()
    note = serializers.SerializerMethodField()
    files = serializers.SerializerMethodField()
    outcome = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()
    follows = serializers.SerializerMethodField()

    class Meta(ItemSerializer.Meta):
        fields = (
            *ItemSerializer.Meta.fields,
            "version",
            "body",
            "author",
            "note",
            "files",
            "outcome",
            "actions",
            "follows",
        )
        read_only_fields = fields

    @property
    def _view(self) -> ItemView:
        return self.context["item_view"]  # type: ignore[no-any-return]

    def get_body(self, item: Item) -> str | None:
        """For readers."""
        return self._view.body

    def get_author(self, item: Item) -> str | None:
        """The name of who wrote it, for readers."""
        return person_name(item.author) or None if self._view.reads else None

    def get_note(self, item: Item) -> str:
        """What the coordinators wrote, for the owners."""
        return item.note if self._view.is_owner else ""

    @extend_schema_field(FileSerializer(many=True))
    def get_files(self, item: Item) -> Any:
        """For readers."""
        return FileSerializer(self._view.attachments, many=True).data

    @extend_schema_field(OutcomeSerializer(allow_null=True))
    def get_outcome(self, item: Item) -> Any:
        """For readers."""
        return OutcomeSerializer(self._view.outcome).data if self._view.outcome is not None else None

    def get_actions(self, item: Item) -> list[str]:
        """Names of transitions."""
        return sorted(self._view.open_names)

    def get_follows(self, item: Item) -> bool:
        """Whether you follow it."""
        return self._view.follows


class ItemChange(serializers.Serializer[Any]):
    """What the owner writes. Left out, a value stays as it is."""

    kind = serializers.CharField(max_length=20, required=False)
    title = serializers.CharField(max_length=160, required=False)
    summary = serializers.CharField(max_length=400, required=False, allow_blank=True)
    body = serializers.CharField(max_length=20_000, required=False, allow_blank=True)
    language = serializers.ChoiceField(settings.LANGUAGES, required=False, allow_blank=True)
    mode = serializers.ChoiceField(ItemMode.choices, required=False)
    valid_until = serializers.DateField(required=False, allow_null=True)
    tags = serializers.ListField(child=serializers.CharField(max_length=60), required=False, max_length=30)
    sectors = serializers.SlugRelatedField("code", queryset=Sector.objects.none(), many=True, required=False)
    version = serializers.IntegerField(required=False)

    def get_fields(self) -> dict[str, Any]:
        """The sectors of the cluster in force."""
        fields = super().get_fields()
        many: Any = fields["sectors"]
        many.child_relation.queryset = Sector.objects.all()
        return fields


class ItemDraft(ItemChange):
    """A new item: only kind and title are needed. Without an organisation it is for the one that you act for now."""

    organisation = serializers.IntegerField(required=False)
    kind = serializers.CharField(max_length=20)
    title = serializers.CharField(max_length=160)


class ItemVersionSerializer(serializers.Serializer[Any]):
    """The version that you looked at; with it an old view is refused."""

    version = serializers.IntegerField(required=False)


class ReasonSerializer(ItemVersionSerializer):
    """A decision with its reason."""

    reason = serializers.CharField(max_length=2000)


class TextSerializer(ItemVersionSerializer):
    """A text to the other side."""

    text = serializers.CharField(max_length=4000)


class OptionalTextSerializer(ItemVersionSerializer):
    """A text to the other side, if you like."""

    text = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")


class CloseSerializer(ItemVersionSerializer):
    """What came of an item; ``interest`` is an accepted one, whose side confirms."""

    kind = serializers.ChoiceField(OutcomeKind.choices)
    text = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")
    interest = serializers.IntegerField(required=False, allow_null=True, default=None)


class CommentSerializer(serializers.ModelSerializer[Comment]):
    """A comment. One that was removed has no text and no author."""

    author = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()
    organisation = OwnerSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Comment
        fields = ("id", "parent", "author", "organisation", "text", "created_at", "edited_at", "deleted_at")
        read_only_fields = fields

    def get_author(self, comment: Comment) -> str | None:
        """The name."""
        return None if comment.deleted_at is not None else person_name(comment.author) or None

    def get_text(self, comment: Comment) -> str:
        """Markdown."""
        return "" if comment.deleted_at is not None else comment.text


class CommentWrite(serializers.Serializer[Any]):
    """A new comment; ``parent`` is the one it answers."""

    text = serializers.CharField(max_length=5000)
    parent = serializers.IntegerField(required=False, allow_null=True, default=None)  # type: ignore[assignment]


class InterestSerializer(serializers.ModelSerializer[Interest]):
    """A private talk, named."""

    item_title = serializers.CharField(source="item.title", read_only=True)
    organisation = OwnerSerializer(read_only=True)
    state = serializers.ChoiceField(InterestState.choices, read_only=True)

    class Meta:
        model = Interest
        fields: Any = ("id", "item", "item_title", "organisation", "state", "message", "created_at", "version")
        read_only_fields = fields


class MessageSerializer(serializers.Serializer[Any]):
    """A message of a talk."""

    name = serializers.CharField()
    organisation = serializers.CharField()
    text = serializers.CharField()
    when = serializers.DateTimeField()
    is_own = serializers.BooleanField()


class OtherSideSerializer(serializers.Serializer[Any]):
    """The other side of a talk; its contacts are open once the interest is accepted."""

    organisation = OwnerSerializer()
    person = serializers.CharField()
    email = serializers.CharField()
    contacts = serializers.ListField(child=serializers.CharField())


class TalkSerializer(InterestSerializer):
    """A private talk with its messages."""

    messages = serializers.SerializerMethodField()
    other = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    class Meta(InterestSerializer.Meta):
        fields = (*InterestSerializer.Meta.fields, "messages", "other", "actions")
        read_only_fields = fields

    @property
    def _talk(self) -> TalkView:
        return self.context["talk"]  # type: ignore[no-any-return]

    @extend_schema_field(MessageSerializer(many=True))
    def get_messages(self, interest: Interest) -> Any:
        """Oldest first."""
        return MessageSerializer(self._talk.entries, many=True).data

    @extend_schema_field(OtherSideSerializer)
    def get_other(self, interest: Interest) -> Any:
        """Who is on the other side."""
        other = self._talk.other
        return {
            "organisation": OwnerSerializer(other.organisation).data,
            "person": other.person,
            "email": other.email,
            "contacts": [contact.value for contact in other.contacts],
        }

    def get_actions(self, interest: Interest) -> list[str]:
        """Names of transitions."""
        return sorted(self._talk.open_names)


class InterestWrite(serializers.Serializer[Any]):
    """A new answer to an item. Without an organisation it is for the one that you act for now."""

    organisation = serializers.IntegerField(required=False)
    message = serializers.CharField(max_length=4000)

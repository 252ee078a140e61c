"""Items in JSON."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from clusterkit.core.api.permissions import viewer_of_request
from clusterkit.directory.models import Organisation, Sector
from clusterkit.ideas.enums import ItemMode, ItemState, OutcomeKind
from clusterkit.ideas.models import Item
from clusterkit.ideas.selectors import ItemView, owner_of


class OwnerSerializer(serializers.ModelSerializer[Organisation]):
    """An organisation, named."""

    name = serializers.CharField(source="__str__", read_only=True)

    class Meta:
        model = Organisation
        fields = ("id", "slug", "name")


class ItemSerializer(serializers.ModelSerializer[Item]):
    """The public part of an item."""

    kind = serializers.CharField(read_only=True)
    organisation = serializers.SerializerMethodField()
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

    @extend_schema_field(OwnerSerializer(allow_null=True))
    def get_organisation(self, item: Item) -> Any:
        """Null for an item without a name whose owner you do not know."""
        owner = owner_of(viewer_of_request(self.context["request"]), item).organisation
        return OwnerSerializer(owner).data if owner is not None else None


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
        return self._view.owner.author or None if self._view.reads else None

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


class CloseSerializer(ItemVersionSerializer):
    """What came of an item; ``interest`` is an accepted one, whose side confirms."""

    kind = serializers.ChoiceField(OutcomeKind.choices)
    text = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")
    interest = serializers.IntegerField(required=False, allow_null=True, default=None)

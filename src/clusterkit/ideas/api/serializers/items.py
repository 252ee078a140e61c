"""Items in JSON."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from clusterkit.core.api.permissions import viewer_of_request
from clusterkit.directory.models import Organisation, Sector
from clusterkit.ideas.enums import Cooperation, Currency, ItemMode, ItemState, OutcomeKind, ReactionKind, Readiness
from clusterkit.ideas.models import Item
from clusterkit.ideas.selectors import ItemView, owner_of, waiting_change_of, warnings_of
from clusterkit.ideas.validators import MAX_BUDGET
from clusterkit.tenancy.enums import Region


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
    # Said as a choice of its own: an item need not name a region.
    region = serializers.ChoiceField([("", ""), *Region.choices], read_only=True)
    cooperation = serializers.ListField(child=serializers.ChoiceField(Cooperation.choices), read_only=True)
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
            "region",
            "readiness",
            "cooperation",
            "deadline",
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


class ReactionSerializer(serializers.Serializer[Any]):
    """How many people reacted in one way, and whether you did. Who they are is not told."""

    kind = serializers.ChoiceField(ReactionKind.choices)
    count = serializers.IntegerField()
    is_own = serializers.BooleanField()


class FileSerializer(serializers.Serializer[Any]):
    """A file of an item; it is downloaded from the site."""

    id = serializers.IntegerField()
    name = serializers.CharField(source="file.name")
    size = serializers.IntegerField(source="file.size")


class WarningSerializer(serializers.Serializer[Any]):
    """Something that may tell whose an item without a name is: its sort, the field or file, the words, a sentence."""

    sort = serializers.CharField()
    where = serializers.CharField()
    words = serializers.CharField()
    message = serializers.CharField()


class OutcomeSerializer(serializers.Serializer[Any]):
    """What came of an item."""

    kind = serializers.ChoiceField(OutcomeKind.choices)
    text = serializers.CharField()
    confirmed_at = serializers.DateTimeField(allow_null=True)


class ItemViewSerializer(ItemSerializer):
    """An item as deep as you see it: ``body`` is null while the text is not open to you.

    ``actions`` are the transitions that you may take now; ``version`` goes back with them. For the owners ``warnings`` say
    what in an item without a name may tell whose it is, and ``waiting_change`` is the change that the coordinators look at.
    """

    budget_from = serializers.SerializerMethodField()
    budget_to = serializers.SerializerMethodField()
    currency = serializers.SerializerMethodField()
    warnings = serializers.SerializerMethodField()
    waiting_change = serializers.SerializerMethodField()
    body = serializers.SerializerMethodField()
    author = serializers.SerializerMethodField()
    note = serializers.SerializerMethodField()
    files = serializers.SerializerMethodField()
    outcome = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()
    follows = serializers.SerializerMethodField()
    muted = serializers.SerializerMethodField()
    best_answer = serializers.SerializerMethodField()
    reactions = serializers.SerializerMethodField()

    class Meta(ItemSerializer.Meta):
        fields = (
            *ItemSerializer.Meta.fields,
            "version",
            "body",
            "budget_from",
            "budget_to",
            "currency",
            "warnings",
            "waiting_change",
            "author",
            "note",
            "files",
            "outcome",
            "actions",
            "follows",
            "muted",
            "best_answer",
            "reactions",
        )
        read_only_fields = fields

    @property
    def _view(self) -> ItemView:
        return self.context["item_view"]  # type: ignore[no-any-return]

    def get_body(self, item: Item) -> str | None:
        """For readers."""
        return self._view.body

    def get_budget_from(self, item: Item) -> int | None:
        """For readers."""
        return item.budget_from if self._view.reads else None

    def get_budget_to(self, item: Item) -> int | None:
        """For readers."""
        return item.budget_to if self._view.reads else None

    @extend_schema_field(serializers.ChoiceField(Currency.choices, allow_null=True))
    def get_currency(self, item: Item) -> str | None:
        """Of the budget, for readers."""
        has_budget = item.budget_from is not None or item.budget_to is not None
        return item.currency if self._view.reads and has_budget else None

    @extend_schema_field(WarningSerializer(many=True))
    def get_warnings(self, item: Item) -> Any:
        """For the owners."""
        viewer = viewer_of_request(self.context["request"])
        return WarningSerializer(warnings_of(viewer, item), many=True).data if self._view.is_owner else []

    def get_waiting_change(self, item: Item) -> int | None:
        """Its id, for the owners and the coordinators."""
        viewer = viewer_of_request(self.context["request"])
        if not self._view.is_owner and not viewer.is_coordinator:
            return None
        change = waiting_change_of(viewer, item)
        return change.pk if change is not None else None

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

    def get_muted(self, item: Item) -> bool:
        """Whether you want to hear nothing of it."""
        return self._view.is_muted

    def get_best_answer(self, item: Item) -> int | None:
        """Number of the comment that the owner chose, for readers."""
        best = self._view.discussion.best
        return best.comment.pk if best is not None else None

    @extend_schema_field(ReactionSerializer(many=True))
    def get_reactions(self, item: Item) -> Any:
        """Kinds with at least one person, for readers."""
        chosen = [reaction for reaction in self._view.discussion.reactions if reaction.count]
        return ReactionSerializer(chosen, many=True).data


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
    region = serializers.ChoiceField(Region.choices, required=False, allow_blank=True)
    readiness = serializers.ChoiceField(Readiness.choices, required=False, allow_null=True)
    cooperation = serializers.ListField(
        child=serializers.ChoiceField(Cooperation.choices), required=False, max_length=30
    )
    budget_from = serializers.IntegerField(min_value=0, max_value=MAX_BUDGET, required=False, allow_null=True)
    budget_to = serializers.IntegerField(min_value=0, max_value=MAX_BUDGET, required=False, allow_null=True)
    currency = serializers.ChoiceField(Currency.choices, required=False)
    deadline = serializers.DateField(required=False, allow_null=True)
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

"""Private talks in JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from clusterkit.ideas.api.serializers.items import ItemVersionSerializer, OwnerSerializer
from clusterkit.ideas.enums import FollowUpAnswer, InterestState, OutcomeKind
from clusterkit.ideas.models import FollowUp, Interest, MessageFile
from clusterkit.ideas.selectors import TalkView, Turn, turn_of
from clusterkit.ideas.services import MAX_TALK_FILES


def with_files(plain: type[Any], form: type[Any]) -> dict[str, type[Any]]:
    """How the schema says that a body is JSON, or a form with files."""
    return {"application/json": plain, "multipart/form-data": form}


class FilesSerializer(serializers.Serializer[Any]):
    """Files for the other side: several parts called ``file`` of a form (``multipart/form-data``)."""

    file = serializers.ListField(child=serializers.FileField(), required=False, default=list, max_length=MAX_TALK_FILES)


class TextSerializer(ItemVersionSerializer):
    """A text to the other side."""

    text = serializers.CharField(max_length=4000)


class TextFilesSerializer(FilesSerializer, TextSerializer):
    """A text to the other side, with files."""


class OptionalTextSerializer(ItemVersionSerializer):
    """A text to the other side, if you like."""

    text = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")


class InterestSerializer(serializers.ModelSerializer[Interest]):
    """A private talk, named. ``organisation`` is the one that answered, ``turn`` whose turn it is for you."""

    item_title = serializers.CharField(source="item.title", read_only=True)
    organisation = OwnerSerializer(read_only=True)
    state = serializers.ChoiceField(InterestState.choices, read_only=True)
    turn = serializers.SerializerMethodField()
    is_unread = serializers.BooleanField(read_only=True)
    last_at = serializers.DateTimeField(read_only=True)

    class Meta:
        model = Interest
        fields: Any = (
            "id",
            "item",
            "item_title",
            "organisation",
            "state",
            "turn",
            "is_unread",
            "last_at",
            "message",
            "created_at",
            "version",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField([turn.value for turn in Turn]))
    def get_turn(self, interest: Interest) -> str:
        """Yours, the other side's or nobody's."""
        return turn_of(interest).value


class TalkFileSerializer(serializers.Serializer[Any]):
    """A file of a talk; ``url`` gives its content to the two sides."""

    id = serializers.UUIDField(source="file.pk")
    name = serializers.CharField(source="file.name")
    size = serializers.IntegerField(source="file.size")
    url = serializers.SerializerMethodField()

    def get_url(self, sent: MessageFile) -> str:
        """Its address on the site."""
        return reverse("clusterkit_files:download", args=[sent.file_id])


class MessageSerializer(serializers.Serializer[Any]):
    """A message of a talk."""

    name = serializers.CharField()
    organisation = serializers.CharField()
    text = serializers.CharField()
    when = serializers.DateTimeField()
    is_own = serializers.BooleanField()
    files = TalkFileSerializer(many=True)


class OtherSideSerializer(serializers.Serializer[Any]):
    """The other side of a talk; its contacts are open once the interest is accepted."""

    organisation = OwnerSerializer(allow_null=True)
    person = serializers.CharField()
    email = serializers.CharField()
    contacts = serializers.ListField(child=serializers.CharField())


class TalkOutcomeSerializer(serializers.Serializer[Any]):
    """What came of a talk, for its two sides. ``version`` goes back when you confirm, contest or correct it."""

    kind = serializers.ChoiceField(OutcomeKind.choices)
    text = serializers.CharField()
    confirmed_at = serializers.DateTimeField(allow_null=True)
    contested_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class TalkSerializer(InterestSerializer):
    """A private talk with its messages."""

    messages = serializers.SerializerMethodField()
    other = serializers.SerializerMethodField()
    outcome = serializers.SerializerMethodField()
    lapses_on = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    class Meta(InterestSerializer.Meta):
        fields = (*InterestSerializer.Meta.fields, "messages", "other", "outcome", "lapses_on", "actions")
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
            "organisation": OwnerSerializer(other.organisation).data if other.organisation is not None else None,
            "person": other.person,
            "email": other.email,
            "contacts": [contact.value for contact in other.contacts],
        }

    @extend_schema_field(TalkOutcomeSerializer(allow_null=True))
    def get_outcome(self, interest: Interest) -> Any:
        """Null while nobody said what came of it."""
        outcome = self._talk.outcome
        return TalkOutcomeSerializer(outcome).data if outcome is not None else None

    def get_lapses_on(self, interest: Interest) -> date | None:
        """The day after which it closes without a decision."""
        return self._talk.lapses_on

    def get_actions(self, interest: Interest) -> list[str]:
        """Names of transitions."""
        return sorted(self._talk.open_names)


class InterestWrite(serializers.Serializer[Any]):
    """A new answer to an item. Without an organisation it is for the one that you act for now."""

    organisation = serializers.IntegerField(required=False)
    message = serializers.CharField(max_length=4000)


class InterestWriteFiles(FilesSerializer, InterestWrite):
    """A new answer with files."""


class FollowUpSerializer(serializers.ModelSerializer[FollowUp]):
    """A question about what became of an outcome."""

    item = serializers.IntegerField(source="outcome.item_id", read_only=True)
    item_title = serializers.CharField(source="outcome.item.title", read_only=True)
    kind = serializers.ChoiceField(OutcomeKind.choices, source="outcome.kind", read_only=True)
    answer = serializers.ChoiceField(FollowUpAnswer.choices, read_only=True, allow_blank=True)

    class Meta:
        model = FollowUp
        fields: Any = (
            "id",
            "item",
            "item_title",
            "kind",
            "months",
            "due_on",
            "asked_at",
            "answer",
            "text",
            "answered_at",
        )
        read_only_fields = fields


class FollowUpWrite(serializers.Serializer[Any]):
    """What became of it, with a few words if you like."""

    answer = serializers.ChoiceField(FollowUpAnswer.choices)
    text = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")

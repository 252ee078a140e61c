"""Private talks in JSON."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from clusterkit.ideas.api.serializers.items import ItemVersionSerializer, OwnerSerializer
from clusterkit.ideas.enums import InterestState
from clusterkit.ideas.models import Interest
from clusterkit.ideas.selectors import TalkView


class TextSerializer(ItemVersionSerializer):
    """A text to the other side."""

    text = serializers.CharField(max_length=4000)


class OptionalTextSerializer(ItemVersionSerializer):
    """A text to the other side, if you like."""

    text = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")


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

    organisation = OwnerSerializer(allow_null=True)
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
            "organisation": OwnerSerializer(other.organisation).data if other.organisation is not None else None,
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

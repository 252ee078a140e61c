"""What the API takes and gives where the office keeps its lists and says who looks after an application."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from clusterkit.core.api.fields import TranslatedText
from clusterkit.membership.api.serializers import VersionSerializer
from clusterkit.membership.enums import ReasonPurpose
from clusterkit.membership.models import Level, Reason


class AssignSerializer(serializers.Serializer[Any]):
    """Who looks after the application from now on, null for nobody; ``instead_of`` is who did when the program looked."""

    assignee = serializers.IntegerField(min_value=1, max_value=2**31 - 1, allow_null=True)
    instead_of = serializers.IntegerField(
        min_value=1, max_value=2**31 - 1, required=False, allow_null=True, default=None
    )


class AssigneeSerializer(serializers.Serializer[Any]):
    """Somebody who may look after the application."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class ReasonSerializer(serializers.ModelSerializer[Reason]):
    """A predefined reason: its texts by language, its place in the list of its purpose."""

    title = TranslatedText(read_only=True)
    text = TranslatedText(read_only=True)

    class Meta:
        model = Reason
        fields = ("id", "purpose", "code", "title", "text", "order", "is_active", "version")
        read_only_fields = fields


class ChangeReasonSerializer(VersionSerializer):
    """What is changed; what is left out stays. ``is_active`` switches it off and on."""

    title = TranslatedText(max_length=120, required=False)
    text = TranslatedText(max_length=2000, required=False, allow_blank=True)
    is_active = serializers.BooleanField(required=False)


class AddReasonSerializer(serializers.Serializer[Any]):
    """A new reason, the last of its list. Without ``code`` one is made from the title."""

    purpose = serializers.ChoiceField(choices=ReasonPurpose.choices)
    code = serializers.RegexField(r"^[a-zA-Z0-9_-]*$", max_length=40, required=False, allow_blank=True, default="")
    title = TranslatedText(max_length=120)
    text = TranslatedText(max_length=2000, required=False, allow_blank=True)
    is_active = serializers.BooleanField(required=False, default=True)


class MoveReasonSerializer(serializers.Serializer[Any]):
    """Which way, by one place."""

    to = serializers.ChoiceField(choices=[("up", "up"), ("down", "down")])


class LevelSerializer(serializers.ModelSerializer[Level]):
    """A level of participation: its texts by language, and the tier that it gives."""

    class Meta:
        model = Level
        fields = ("id", "code", "name", "description", "tier", "may_hold_seat", "order", "is_active", "version")
        read_only_fields = fields


class ChangeLevelsSerializer(VersionSerializer):
    """What is changed of a level; what is left out stays. ``is_active: false`` retires it, ``order`` is its place.

    Another ``tier`` counts at once for all who have the level: it is done when ``affects`` is the number of
    organisations that it changes today, which the refusal tells as ``organisations``.
    """

    code = serializers.CharField(max_length=40, required=False)
    name = TranslatedText(max_length=120, required=False)
    description = TranslatedText(max_length=600, required=False, allow_blank=True)
    tier = serializers.CharField(max_length=40, required=False)
    may_hold_seat = serializers.BooleanField(required=False)
    order = serializers.IntegerField(min_value=0, max_value=32767, required=False)
    is_active = serializers.BooleanField(required=False)
    affects = serializers.IntegerField(min_value=0, required=False, allow_null=True, default=None)


class AddLevelSerializer(serializers.Serializer[Any]):
    """A new level."""

    code = serializers.CharField(max_length=40)
    name = TranslatedText(max_length=120)
    description = TranslatedText(max_length=600, required=False, allow_blank=True)
    tier = serializers.CharField(max_length=40)
    may_hold_seat = serializers.BooleanField(required=False)
    order = serializers.IntegerField(min_value=0, max_value=32767, required=False)
    is_active = serializers.BooleanField(required=False)


class ChangeLevelSerializer(VersionSerializer):
    """Another level for a member, by its code; the organisation reads the reason."""

    level = serializers.SlugRelatedField(slug_field="code", queryset=Level.objects.all())
    reason = serializers.CharField(required=False, allow_blank=True, max_length=2000, default="")

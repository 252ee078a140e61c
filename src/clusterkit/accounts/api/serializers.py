"""What the API tells a person about himself."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rest_framework import serializers

from clusterkit.accounts.validators import (
    NAME_MAX_LENGTH,
    clean_tags,
    language_choices,
    time_zone_choices,
    validate_phone,
)


class TagsField(serializers.ListField):
    """Skills or topics: short texts, each once, whatever its case and spaces."""

    child = serializers.CharField(allow_blank=True)

    def to_internal_value(self, data: Any) -> list[str]:
        """As they are kept."""
        try:
            return clean_tags(super().to_internal_value(data))
        except ValidationError as error:
            raise serializers.ValidationError(error.messages) from error


class MeSerializer(serializers.Serializer[Any]):
    """The person's own profile."""

    id = serializers.IntegerField(read_only=True)
    email = serializers.EmailField(read_only=True)
    name = serializers.CharField(max_length=NAME_MAX_LENGTH)
    position = serializers.CharField(max_length=150, allow_blank=True)
    phone = serializers.CharField(max_length=25, allow_blank=True, validators=[validate_phone])
    language = serializers.CharField(max_length=10, allow_blank=True)
    about = serializers.CharField(max_length=1000, allow_blank=True)
    time_zone = serializers.CharField(max_length=64, allow_blank=True)
    skills = TagsField(help_text="At most 20 of 60 signs. Shown to members by the consent accounts.expertise.")
    topics = TagsField(help_text="What you want to be asked about; as skills.")
    tier = serializers.CharField(read_only=True)
    organisations = serializers.ListField(child=serializers.IntegerField(), read_only=True)

    def validate_language(self, value: str) -> str:
        """One that the cluster has, or empty."""
        return _one_of(value, [code for code, _label in language_choices()])

    def validate_time_zone(self, value: str) -> str:
        """A known one, or empty."""
        return _one_of(value, [name for name, _label in time_zone_choices()])


class ConsentAnswerSerializer(serializers.Serializer[Any]):
    """One answer of the person: he agreed or took his consent back."""

    version = serializers.CharField()
    given = serializers.BooleanField()
    at = serializers.DateTimeField()
    page = serializers.CharField()
    language = serializers.CharField()


class ConsentSerializer(serializers.Serializer[Any]):
    """A purpose with its present text, and what the person answered."""

    purpose = serializers.CharField(source="purpose.code")
    version = serializers.CharField(source="purpose.version")
    title = serializers.CharField(source="purpose.title")
    text = serializers.CharField(source="purpose.text")
    data_used = serializers.CharField(source="purpose.data", help_text="Which data.")
    aim = serializers.CharField(source="purpose.aim", help_text="What for.")
    kept = serializers.CharField(source="purpose.kept", help_text="How long.")
    contact = serializers.CharField(source="purpose.contact", help_text="Whom to ask.")
    withdrawal = serializers.CharField(source="purpose.withdrawal", help_text="What changes when it is taken back.")
    required = serializers.BooleanField(source="purpose.required")  # type: ignore[assignment]
    given_at = serializers.DateTimeField(source="current.at", default=None, allow_null=True)
    answers = ConsentAnswerSerializer(source="history", many=True)


class PasswordSerializer(serializers.Serializer[Any]):
    """The person's password once more: a program that got hold of a token must not do this."""

    password = serializers.CharField(max_length=500, trim_whitespace=False)


class ErasureSerializer(PasswordSerializer):
    """The password, and the address of the account typed."""

    confirmation = serializers.EmailField(max_length=254)


class OfficeErasureSerializer(serializers.Serializer[Any]):
    """The address of the account typed, and why, without the name of the person."""

    confirmation = serializers.EmailField(max_length=254)
    reason = serializers.CharField(max_length=300)


class OutlookSerializer(serializers.Serializer[Any]):
    """What goes, what stays, and what has to be done first (empty: nothing)."""

    goes = serializers.ListField(child=serializers.CharField())
    stays = serializers.ListField(child=serializers.CharField())
    obstacle = serializers.CharField(allow_blank=True)


class ConsentVersionSerializer(serializers.Serializer[Any]):
    """The version of the text that was read."""

    version = serializers.CharField(max_length=20)


def _one_of(value: str, known: list[str]) -> str:
    if value and value not in known:
        raise serializers.ValidationError(
            _("Choose one of: %(values)s.") % {"values": ", ".join(known[:20])}, code="unknown"
        )
    return value

"""What the API tells a person about himself."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from clusterkit.accounts.forms import NAME_MAX_LENGTH
from clusterkit.accounts.validators import language_choices, time_zone_choices, validate_phone


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
    tier = serializers.CharField(read_only=True)
    organisations = serializers.ListField(child=serializers.IntegerField(), read_only=True)

    def validate_language(self, value: str) -> str:
        """One that the cluster has, or empty."""
        return _one_of(value, [code for code, _label in language_choices()])

    def validate_time_zone(self, value: str) -> str:
        """A known one, or empty."""
        return _one_of(value, [name for name, _label in time_zone_choices()])


class ConsentSerializer(serializers.Serializer[Any]):
    """A purpose and what the person decided about its present text."""

    purpose = serializers.CharField(source="purpose.code")
    version = serializers.CharField(source="purpose.version")
    title = serializers.CharField(source="purpose.title")
    text = serializers.CharField(source="purpose.text")
    required = serializers.BooleanField(source="purpose.required")  # type: ignore[assignment]
    given_at = serializers.DateTimeField(source="current.given_at", default=None, allow_null=True)


class ConsentVersionSerializer(serializers.Serializer[Any]):
    """The version of the text that was read."""

    version = serializers.CharField(max_length=20)


def _one_of(value: str, known: list[str]) -> str:
    if value and value not in known:
        raise serializers.ValidationError(
            _("Choose one of: %(values)s.") % {"values": ", ".join(known[:20])}, code="unknown"
        )
    return value

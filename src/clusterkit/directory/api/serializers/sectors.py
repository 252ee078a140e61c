"""Sectors and profiles as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from clusterkit.core.api.fields import TranslatedText
from clusterkit.directory.models import Profile, Sector


class ProfileSerializer(serializers.ModelSerializer[Profile]):
    """A narrower field within a sector (its code)."""

    name = TranslatedText(read_only=True)
    sector = serializers.SlugRelatedField(slug_field="code", read_only=True)  # type: ignore[var-annotated]

    class Meta:
        model = Profile
        fields = ("id", "code", "name", "order", "sector")


class SectorSerializer(serializers.ModelSerializer[Sector]):
    """A field of work."""

    name = TranslatedText(read_only=True)
    profiles = ProfileSerializer(many=True, read_only=True)

    class Meta:
        model = Sector
        fields = ("id", "code", "name", "order", "profiles")


class SectorWrite(serializers.Serializer[Any]):
    """A field of work, to add or to change."""

    code = serializers.CharField(max_length=40)
    name = TranslatedText(max_length=120)
    order = serializers.IntegerField(min_value=0, max_value=32767, default=100)


class ProfileWrite(SectorWrite):
    """A narrower field within a sector (its code)."""

    sector = serializers.SlugRelatedField(slug_field="code", queryset=Sector.objects.all())

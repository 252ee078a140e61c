"""Materials and series of events as JSON."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from clusterkit.core.api.fields import Moment
from clusterkit.events.enums import MaterialAudience
from clusterkit.events.models import Event, EventSeries, Material, Session
from clusterkit.events.recurrence import parse_rule


class MaterialSerializer(serializers.ModelSerializer[Material]):
    """A material. ``url`` is where it is read: the link, or the file's own address."""

    url = serializers.SerializerMethodField()
    file_name = serializers.CharField(source="file.name", default="", read_only=True)

    class Meta:
        model = Material
        fields = ("id", "event", "session", "title", "audience", "url", "file_name", "created_at")
        read_only_fields = fields

    @extend_schema_field({"type": "string"})
    def get_url(self, row: Material) -> str:
        """Where it is read."""
        if row.file_id is None:
            return row.url
        return reverse("clusterkit_files:download", kwargs={"pk": row.file_id})


class MaterialChangeSerializer(serializers.Serializer[Any]):
    """What stands with a material."""

    title = serializers.CharField(max_length=200)
    url = serializers.URLField(max_length=500, required=False, allow_blank=True, default="")
    session = serializers.PrimaryKeyRelatedField(
        queryset=Session.objects.all(), required=False, allow_null=True, default=None
    )
    audience = serializers.ChoiceField(choices=MaterialAudience.choices, default=MaterialAudience.SEATED)


class MaterialWriteSerializer(MaterialChangeSerializer):
    """A new material: ``url`` or, in a form with files, ``upload``."""

    event = serializers.PrimaryKeyRelatedField(queryset=Event.objects.all())
    upload = serializers.FileField(required=False, allow_null=True, default=None, max_length=255)


class EventCopySerializer(serializers.Serializer[Any]):
    """When the copy begins (a week later where left out), and whether the materials come along."""

    starts_at = Moment(required=False, allow_null=True, default=None)
    with_materials = serializers.BooleanField(required=False, default=False)


class EventRuleSerializer(serializers.Serializer[Any]):
    """How an event comes again: the value of an RRULE of RFC 5545, by weeks or months."""

    rule = serializers.CharField(max_length=300)


class EndSeriesSerializer(serializers.Serializer[Any]):
    """With ``cancel_reason`` the announced dates are cancelled too; everybody who is registered reads it."""

    cancel_reason = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class EventSeriesSerializer(serializers.ModelSerializer[EventSeries]):
    """A rule by which an event comes again. ``pattern`` is the event that new dates copy."""

    serializer_field_mapping = {**serializers.ModelSerializer.serializer_field_mapping, models.DateTimeField: Moment}

    words = serializers.SerializerMethodField()

    class Meta:
        model = EventSeries
        fields = ("id", "pattern", "rule", "words", "first_at", "time_zone", "made_until", "ended_at")
        read_only_fields = fields

    def get_words(self, row: EventSeries) -> str:
        """The rule in the language of the request."""
        return parse_rule(row.rule).text()

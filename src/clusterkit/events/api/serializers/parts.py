"""Speakers, sessions and materials as JSON."""

from __future__ import annotations

from typing import Any

from django.db import models
from rest_framework import serializers

from clusterkit.core.api.fields import Moment
from clusterkit.events.models import Session, Speaker


class SpeakerSerializer(serializers.ModelSerializer[Speaker]):
    """A speaker. ``about`` is a short text."""

    class Meta:
        model = Speaker
        fields = ("name", "role", "about")


class SessionSerializer(serializers.ModelSerializer[Session]):
    """A session. ``speakers`` are names of the event's speakers."""

    serializer_field_mapping = {**serializers.ModelSerializer.serializer_field_mapping, models.DateTimeField: Moment}

    speakers: Any = serializers.SlugRelatedField(slug_field="name", many=True, read_only=True)

    class Meta:
        model = Session
        fields = ("id", "title", "description", "starts_at", "ends_at", "room", "speakers")


class SessionWriteSerializer(SessionSerializer):
    """A session as it is written: one with the ``id`` of a session of the event changes that one."""

    id = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    description = serializers.CharField(required=False, allow_blank=True, max_length=4000)
    speakers = serializers.ListField(child=serializers.CharField(max_length=160), required=False, max_length=100)

    def to_representation(self, instance: Any) -> Any:
        """As it is read."""
        return SessionSerializer(instance, context=self.context).data

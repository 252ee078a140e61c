"""Events as JSON."""

from __future__ import annotations

from typing import Any

from django.db import models
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from clusterkit.core.api.fields import Moment, TranslatedText
from clusterkit.directory.models import Organisation, Sector
from clusterkit.events.api.serializers.organising import MaterialSerializer
from clusterkit.events.api.serializers.parts import SessionSerializer, SessionWriteSerializer, SpeakerSerializer
from clusterkit.events.models import Event
from clusterkit.events.selectors import EventPage, own_registration, seats_of
from clusterkit.events.validators import problems_of


class SeatsSerializer(serializers.Serializer[Any]):
    """The places of one way of taking part; ``capacity`` and ``left`` are null without a limit."""

    mode = serializers.CharField()
    capacity = serializers.IntegerField(allow_null=True)
    taken = serializers.IntegerField()
    left = serializers.IntegerField(allow_null=True)
    waiting = serializers.IntegerField()


class AttendeeSerializer(serializers.Serializer[Any]):
    """A person who comes and agreed to be listed."""

    name = serializers.CharField()
    organisation = serializers.CharField()
    contact = serializers.CharField()


class EventSerializer(serializers.ModelSerializer[Event]):
    """An event in a list, and what is written of it."""

    serializer_field_mapping = {**serializers.ModelSerializer.serializer_field_mapping, models.DateTimeField: Moment}

    title = TranslatedText(max_length=200)
    summary = TranslatedText(max_length=500, required=False, allow_blank=True)
    body = TranslatedText(max_length=20000, required=False, allow_blank=True)
    directions = TranslatedText(max_length=2000, required=False, allow_blank=True)
    organiser = serializers.PrimaryKeyRelatedField(queryset=Organisation.objects.all(), required=False, allow_null=True)
    sectors = serializers.SlugRelatedField(slug_field="code", many=True, queryset=Sector.objects.all(), required=False)
    seats = serializers.SerializerMethodField()
    registration = serializers.SerializerMethodField()
    url = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = Event
        fields = (
            "id",
            "state",
            "title",
            "summary",
            "body",
            "mode",
            "place",
            "address",
            "directions",
            "time_zone",
            "starts_at",
            "ends_at",
            "registration_opens",
            "registration_closes",
            "capacity_on_site",
            "capacity_online",
            "reserved_on_site",
            "reserved_online",
            "guests_allowed",
            "registration_tier",
            "visibility",
            "needs_approval",
            "offer_hours",
            "meeting_minutes",
            "meeting_tables",
            "meetings_from",
            "meetings_until",
            "asks_feedback",
            "gives_certificates",
            "hours",
            "organiser",
            "sectors",
            "seats",
            "registration",
            "series",
            "cancel_reason",
            "version",
            "url",
        )
        read_only_fields = ("state", "series", "cancel_reason", "version")

    @extend_schema_field(SeatsSerializer(many=True))
    def get_seats(self, event: Event) -> Any:
        """What is left of each way of taking part."""
        return SeatsSerializer(seats_of(event), many=True).data

    @extend_schema_field({"type": "integer", "nullable": True, "description": "The caller's own registration"})
    def get_registration(self, event: Event) -> int | None:
        """Its id."""
        row = own_registration(event)
        return row.pk if row is not None else None


class EventWriteSerializer(EventSerializer):
    """What is written: also the online link, the recording, the speakers and the sessions.

    ``following`` changes the coming dates of its series too, those that were not changed by themselves.
    """

    online_url = serializers.URLField(max_length=500, required=False, allow_blank=True)
    recording_url = serializers.URLField(max_length=500, required=False, allow_blank=True)
    speakers = SpeakerSerializer(many=True, required=False)
    sessions = SessionWriteSerializer(many=True, required=False)
    version = serializers.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    following = serializers.BooleanField(required=False, default=False, write_only=True)

    class Meta(EventSerializer.Meta):
        fields = (*EventSerializer.Meta.fields, "online_url", "recording_url", "speakers", "sessions", "following")  # type: ignore[assignment]
        read_only_fields = ("state", "series", "cancel_reason")  # type: ignore[assignment]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The values together, with those that stay."""
        names = [str(name) for name in self.fields if hasattr(Event, str(name))]
        kept = {name: getattr(self.instance, name, None) for name in names} if self.instance is not None else {}
        problems = problems_of({"time_zone": "Europe/Minsk", **kept, **attrs})
        if problems:
            raise serializers.ValidationError({name: [str(text)] for name, text in problems.items()})
        return attrs


class OtherDateSerializer(serializers.ModelSerializer[Event]):
    """Another date of the same series."""

    serializer_field_mapping = {**serializers.ModelSerializer.serializer_field_mapping, models.DateTimeField: Moment}

    url = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = Event
        fields = ("id", "state", "starts_at", "ends_at", "time_zone", "url")
        read_only_fields = fields


class EventPageSerializer(serializers.Serializer[EventPage]):
    """One event as the caller sees it: ``door`` says what he can do, ``online_url`` is empty without a place online."""

    event = EventSerializer()
    speakers = SpeakerSerializer(source="event.speakers", many=True)
    sessions = SessionSerializer(source="event.sessions", many=True)
    materials = MaterialSerializer(many=True)
    other_dates = OtherDateSerializer(many=True)
    door = serializers.CharField()
    position = serializers.IntegerField()
    online_url = serializers.CharField()
    attendees = AttendeeSerializer(many=True, allow_null=True)

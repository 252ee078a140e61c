"""Events and registrations as JSON."""

from __future__ import annotations

from typing import Any

from django.db import models
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from clusterkit.core.api.fields import Moment, TranslatedText
from clusterkit.directory.models import Organisation, Sector
from clusterkit.events.enums import AttendeeConsent, SeatMode
from clusterkit.events.models import Event, ProgrammeEntry, Registration, Speaker
from clusterkit.events.selectors import EventPage, own_registration, position_of, seats_of
from clusterkit.events.validators import problems_of


class SpeakerSerializer(serializers.ModelSerializer[Speaker]):
    """A speaker."""

    class Meta:
        model = Speaker
        fields = ("name", "role")


class ProgrammeSerializer(serializers.ModelSerializer[ProgrammeEntry]):
    """A line of the programme."""

    class Meta:
        model = ProgrammeEntry
        fields = ("time", "title")


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


class RegistrationSerializer(serializers.ModelSerializer[Registration]):
    """A registration. ``position`` is the place in the queue, 0 outside of any."""

    organisation_name = serializers.CharField(source="organisation_label", read_only=True)
    position = serializers.SerializerMethodField()
    url = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = Registration
        fields = (
            "id",
            "event",
            "state",
            "mode",
            "wants_on_site",
            "online_meanwhile",
            "position",
            "name",
            "organisation",
            "organisation_name",
            "message",
            "consent",
            "code",
            "offer_expires_at",
            "checked_in_at",
            "created_at",
            "version",
            "url",
        )
        read_only_fields = fields

    def get_position(self, row: Registration) -> int:
        """Counted for who waits only."""
        return position_of(row)


class EventSerializer(serializers.ModelSerializer[Event]):
    """An event in a list, and what is written of it."""

    serializer_field_mapping = {**serializers.ModelSerializer.serializer_field_mapping, models.DateTimeField: Moment}

    title = TranslatedText(max_length=200)
    summary = TranslatedText(max_length=500, required=False, allow_blank=True)
    body = TranslatedText(max_length=20000, required=False, allow_blank=True)
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
            "time_zone",
            "starts_at",
            "ends_at",
            "registration_opens",
            "registration_closes",
            "capacity_on_site",
            "capacity_online",
            "visibility",
            "needs_approval",
            "offer_hours",
            "organiser",
            "sectors",
            "seats",
            "registration",
            "cancel_reason",
            "version",
            "url",
        )
        read_only_fields = ("state", "cancel_reason", "version")

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
    """What is written: also the online link, the speakers and the programme."""

    online_url = serializers.URLField(max_length=500, required=False, allow_blank=True)
    speakers = SpeakerSerializer(many=True, required=False)
    programme = ProgrammeSerializer(many=True, required=False)
    version = serializers.IntegerField(required=False, min_value=0, max_value=2**31 - 1)

    class Meta(EventSerializer.Meta):
        fields = (*EventSerializer.Meta.fields, "online_url", "speakers", "programme")  # type: ignore[assignment]
        read_only_fields = ("state", "cancel_reason")  # type: ignore[assignment]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The values together, with those that stay."""
        names = [str(name) for name in self.fields if hasattr(Event, str(name))]
        kept = {name: getattr(self.instance, name, None) for name in names} if self.instance is not None else {}
        problems = problems_of({"time_zone": "Europe/Minsk", **kept, **attrs})
        if problems:
            raise serializers.ValidationError({name: [str(text)] for name, text in problems.items()})
        return attrs


class EventPageSerializer(serializers.Serializer[EventPage]):
    """One event as the caller sees it: ``door`` says what he can do, ``online_url`` is empty without a place online."""

    event = EventSerializer()
    speakers = SpeakerSerializer(source="event.speakers", many=True)
    programme = ProgrammeSerializer(source="event.programme", many=True)
    door = serializers.CharField()
    position = serializers.IntegerField()
    online_url = serializers.CharField()
    attendees = AttendeeSerializer(many=True, allow_null=True)


class RegisterSerializer(serializers.Serializer[Any]):
    """Registering for an event."""

    mode = serializers.ChoiceField(choices=SeatMode.choices)
    name = serializers.CharField(max_length=150, required=False, default="", allow_blank=True)
    organisation = serializers.PrimaryKeyRelatedField(
        queryset=Organisation.objects.all(), required=False, default=None, allow_null=True
    )
    organisation_name = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    message = serializers.CharField(max_length=1000, required=False, default="", allow_blank=True)
    consent = serializers.ChoiceField(choices=AttendeeConsent.choices, required=False, default=AttendeeConsent.NONE)
    online_meanwhile = serializers.BooleanField(required=False, default=False)


class EventVersionSerializer(serializers.Serializer[Any]):
    """The version that was read, to be told of a conflict."""

    version = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=0)


class EventReasonSerializer(EventVersionSerializer):
    """A reason that the other side reads."""

    reason = serializers.CharField(max_length=1000)


class RegistrationChangeSerializer(EventVersionSerializer):
    """Another way of taking part, another answer about what others may read; what is left out stays."""

    mode = serializers.ChoiceField(choices=SeatMode.choices, required=False)
    online_meanwhile = serializers.BooleanField(required=False, default=False)
    consent = serializers.ChoiceField(choices=AttendeeConsent.choices, required=False)

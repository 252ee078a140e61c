"""Registrations as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from clusterkit.directory.models import Organisation
from clusterkit.events.api.serializers.bodies import EventVersionSerializer
from clusterkit.events.enums import AttendeeConsent, SeatMode
from clusterkit.events.models import Registration
from clusterkit.events.selectors import position_of
from clusterkit.events.validators import MAX_GUESTS


class RegistrationSerializer(serializers.ModelSerializer[Registration]):
    """A registration. ``position`` is the place in the queue, 0 outside of any; ``host`` the registration of who brings
    this guest; ``answers`` are by the codes of the event's questions."""

    organisation_name = serializers.CharField(source="organisation_label", read_only=True)
    position = serializers.SerializerMethodField()
    answers = serializers.DictField(read_only=True)
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
            "host",
            "from_reserve",
            "answers",
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


class GuestSerializer(serializers.Serializer[Any]):
    """A guest by name."""

    name = serializers.CharField(max_length=150)
    organisation = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


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
    answers = serializers.DictField(required=False, default=dict)
    guests = GuestSerializer(many=True, required=False, default=list, max_length=MAX_GUESTS)  # type: ignore[call-arg]


class RegistrationChangeSerializer(EventVersionSerializer):
    """Another way of taking part, other answers, another choice of what others may read; what is left out stays.

    ``answers`` are all of them, by the codes of the questions.
    """

    mode = serializers.ChoiceField(choices=SeatMode.choices, required=False)
    online_meanwhile = serializers.BooleanField(required=False, default=False)
    consent = serializers.ChoiceField(choices=AttendeeConsent.choices, required=False)
    answers = serializers.DictField(required=False)

"""What the API of web hooks takes and gives."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from clusterkit.core.policies import GUEST
from clusterkit.webhooks.addresses import URL_LIMIT
from clusterkit.webhooks.enums import DeliveryState, DropReason, Failure, OffReason
from clusterkit.webhooks.models import Attempt, Delivery, Endpoint


class EndpointSerializer(serializers.ModelSerializer[Endpoint]):
    """A web hook, without its secret."""

    events = serializers.ListField(child=serializers.CharField(), read_only=True)
    off_reason = serializers.ChoiceField(choices=OffReason.choices, read_only=True, allow_blank=True)

    class Meta:
        model = Endpoint
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "url",
            "description",
            "events",
            "tier",
            "is_active",
            "off_reason",
            "failing_since",
            "version",
            "created_at",
        )
        read_only_fields: ClassVar[tuple[str, ...]] = fields


class NewEndpointSerializer(EndpointSerializer):
    """A web hook with its secret, which is given this once."""

    secret = serializers.CharField(read_only=True)

    class Meta(EndpointSerializer.Meta):
        fields: ClassVar[tuple[str, ...]] = (*EndpointSerializer.Meta.fields, "secret")
        read_only_fields: ClassVar[tuple[str, ...]] = fields


class EndpointWrite(serializers.Serializer[Any]):
    """Where to, what (codes of happenings), and as whom the other system reads (a tier below coordinators)."""

    url = serializers.CharField(max_length=URL_LIMIT)
    description = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    events = serializers.ListField(child=serializers.CharField(max_length=80), max_length=100)
    tier = serializers.CharField(max_length=40, required=False, default=GUEST)


class EndpointChange(EndpointWrite):
    """What you give is changed. ``version`` is the one that the program read; another one is refused."""

    version = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1)


class EndpointVersionSerializer(serializers.Serializer[Any]):
    """The state that the program read; another one is refused."""

    version = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1)


class AttemptSerializer(serializers.ModelSerializer[Attempt]):
    """One try. ``answer`` is the beginning of what the other system said: text of somebody else, not to be trusted."""

    failure = serializers.ChoiceField(choices=Failure.choices, read_only=True, allow_blank=True)

    class Meta:
        model = Attempt
        fields = ("at", "status", "failure", "duration_ms", "answer")
        read_only_fields = fields


class DeliverySerializer(serializers.ModelSerializer[Delivery]):
    """A delivery with its tries, the newest first."""

    state = serializers.ChoiceField(choices=DeliveryState.choices, read_only=True)
    drop_reason = serializers.ChoiceField(choices=DropReason.choices, read_only=True, allow_blank=True)
    tries = AttemptSerializer(many=True, read_only=True)

    class Meta:
        model = Delivery
        fields = (
            "id",
            "message_id",
            "endpoint",
            "event",
            "state",
            "drop_reason",
            "attempts",
            "next_attempt_at",
            "delivered_at",
            "created_at",
            "tries",
        )
        read_only_fields = fields

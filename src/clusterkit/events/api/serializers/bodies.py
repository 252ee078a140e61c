"""Bodies that several addresses take."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class EventVersionSerializer(serializers.Serializer[Any]):
    """The version that was read, to be told of a conflict."""

    version = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=0)


class EventReasonSerializer(EventVersionSerializer):
    """A reason that the other side reads."""

    reason = serializers.CharField(max_length=1000)

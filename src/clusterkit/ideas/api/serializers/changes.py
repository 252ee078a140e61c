"""Changes of open items and the settings of the exchange in JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from clusterkit.ideas.enums import Premoderation
from clusterkit.ideas.models import EXCHANGE_FIELDS, ExchangeSettings, ItemChange


class ItemChangeSerializer(serializers.ModelSerializer[ItemChange]):
    """A change: the new values by name of the field. Days are in ISO form, sectors and files are keys."""

    values = serializers.DictField(read_only=True)

    class Meta:
        model = ItemChange
        fields = ("id", "item", "values", "state", "note", "version", "created_at", "state_changed_at")
        read_only_fields = fields


class ExchangeSettingsSerializer(serializers.ModelSerializer[ExchangeSettings]):
    """What the office sets. With the version that you looked at an old view is refused."""

    version = serializers.IntegerField(required=False)
    premoderation = serializers.ChoiceField(Premoderation.choices)
    premoderated_kinds: Any = serializers.ListField(
        child=serializers.CharField(max_length=20), required=False, max_length=100
    )

    class Meta:
        model = ExchangeSettings
        fields = (*EXCHANGE_FIELDS, "version")

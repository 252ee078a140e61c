"""What those see and do who look after organisations, as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from clusterkit.core.api.fields import Moment
from clusterkit.directory.selectors import MERGE_FIELDS


class LackSerializer(serializers.Serializer[Any]):
    """Something that a page lacks, and the address of the field where it is written."""

    code = serializers.CharField()
    text = serializers.CharField(source="label")
    url = serializers.CharField()


class CompletenessSerializer(serializers.Serializer[Any]):
    """How full a page is."""

    done = serializers.IntegerField()
    total = serializers.IntegerField()
    percent = serializers.IntegerField()
    lacks = LackSerializer(many=True)


class ChangeSerializer(serializers.Serializer[Any]):
    """One value before and after, in words."""

    name = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class HistorySerializer(serializers.Serializer[Any]):
    """Who changed what, and when."""

    id = serializers.IntegerField(source="row.pk")
    at = serializers.DateTimeField(source="row.at")
    who = serializers.CharField(source="row.actor_name")
    action = serializers.CharField(source="row.action")
    action_label = serializers.CharField(source="row.action_label")
    reason = serializers.CharField(source="row.reason")
    changes = ChangeSerializer(many=True)


class MergeWrite(serializers.Serializer[Any]):
    """Which organisation (its id) is merged into this one, and the fields whose values come from it.

    ``expected`` and ``expected_merged`` are the ``updated_at`` of the two that you read before.
    """

    merged = serializers.IntegerField()
    take = serializers.ListField(child=serializers.ChoiceField(choices=sorted(MERGE_FIELDS)), default=list)
    expected = Moment(required=False)
    expected_merged = Moment(required=False)

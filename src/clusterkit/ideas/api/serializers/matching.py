"""Suggestions in JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from clusterkit.ideas.api.serializers.items import OwnerSerializer
from clusterkit.ideas.selectors.matching import AsideView, Reason, SuggestionView, Target


class SuggestedItemSerializer(serializers.Serializer[Target]):
    """An item that is suggested. ``organisation`` is null where its owner's name is not shown to you."""

    id = serializers.IntegerField(source="item.pk")
    kind = serializers.CharField(source="item.kind")
    title = serializers.CharField()
    summary = serializers.CharField()
    url = serializers.CharField()
    organisation = OwnerSerializer(source="owner.organisation", allow_null=True)


class MatchReasonSerializer(serializers.Serializer[Reason]):
    """So many of a hundred per cent, for what was found in common."""

    attribute = serializers.CharField()
    attribute_label = serializers.CharField(source="label")
    share = serializers.IntegerField()
    found = serializers.ListField(child=serializers.CharField())


class _OfTarget(serializers.Serializer[Any]):
    other = serializers.SerializerMethodField()
    organisation = serializers.SerializerMethodField()

    def get_other(self, row: SuggestionView | AsideView) -> SuggestedItemSerializer(allow_null=True):  # type: ignore[valid-type]
        """The item, where one is suggested."""
        return SuggestedItemSerializer(row.target).data if row.target.item is not None else None

    def get_organisation(self, row: SuggestionView | AsideView) -> OwnerSerializer(allow_null=True):  # type: ignore[valid-type]
        """The organisation, where one is suggested by what it can do."""
        return OwnerSerializer(row.target.organisation).data if row.target.organisation is not None else None


class SuggestionSerializer(_OfTarget):
    """Something that may fit to an item of yours: another item, or an organisation. The shares add up to the score."""

    id = serializers.IntegerField(source="suggestion.pk")
    item = serializers.IntegerField(source="suggestion.item_id")
    score = serializers.IntegerField(min_value=0, max_value=100)
    reasons = MatchReasonSerializer(many=True)


class DismissalSerializer(_OfTarget):
    """What your organisation put aside."""

    id = serializers.IntegerField(source="dismissal.pk")
    item = serializers.IntegerField(source="dismissal.item_id")
    created_at = serializers.DateTimeField(source="dismissal.created_at")

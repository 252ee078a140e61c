"""Kept searches in JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from clusterkit.ideas.enums import AlertRhythm, IdeaStage, ItemState
from clusterkit.ideas.models import SavedSearch
from clusterkit.ideas.selectors import stored_query
from clusterkit.ideas.selectors.filtering import FOLLOWED, LENGTHS, MINE
from clusterkit.tenancy.enums import Region


class SearchFilters(serializers.Serializer[Any]):
    """The filters of the list by name. At least one."""

    q = serializers.CharField(max_length=LENGTHS["q"], required=False)
    kind = serializers.CharField(max_length=20, required=False)
    sector = serializers.CharField(max_length=LENGTHS["sector"], required=False)
    state = serializers.ChoiceField(ItemState.choices, required=False)
    stage = serializers.ChoiceField(IdeaStage.choices, required=False)
    tag = serializers.CharField(max_length=LENGTHS["tag"], required=False)
    region = serializers.ChoiceField(Region.choices, required=False)
    organisation = serializers.CharField(max_length=LENGTHS["organisation"], required=False)
    whose = serializers.ChoiceField([MINE, FOLLOWED], required=False)


class SavedSearchSerializer(serializers.ModelSerializer[SavedSearch]):
    """A search that you keep."""

    query = SearchFilters(source="*", read_only=True)
    rhythm = serializers.ChoiceField(AlertRhythm.choices, read_only=True)

    class Meta:
        model = SavedSearch
        fields = ("id", "name", "query", "rhythm", "created_at")
        read_only_fields = fields

    def to_representation(self, instance: SavedSearch) -> dict[str, Any]:
        """The filters as they are kept."""
        return {**super().to_representation(instance), "query": stored_query(instance)}


class SearchWrite(serializers.Serializer[Any]):
    """A search to keep."""

    name = serializers.CharField(max_length=120)
    query = SearchFilters()
    rhythm = serializers.ChoiceField(AlertRhythm.choices, default=AlertRhythm.DAILY)


class SearchChange(serializers.Serializer[Any]):
    """What changes of a search."""

    name = serializers.CharField(max_length=120, required=False)
    rhythm = serializers.ChoiceField(AlertRhythm.choices, required=False)

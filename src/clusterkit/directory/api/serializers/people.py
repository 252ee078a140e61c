"""People whom members find, as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from clusterkit.accounts.models import Expertise
from clusterkit.directory.selectors.people import person_card


class OrganisationOfPerson(serializers.Serializer[Any]):
    """For whom somebody acts."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField(source="__str__")


class FoundPersonSerializer(serializers.Serializer[Any]):
    """Somebody who agreed to be found by what he knows."""

    id = serializers.IntegerField(source="user_id")
    name = serializers.CharField()
    position = serializers.CharField()
    about = serializers.CharField()
    skills = serializers.ListField(child=serializers.CharField())
    topics = serializers.ListField(child=serializers.CharField(), help_text="What he wants to be asked about.")
    organisations = OrganisationOfPerson(many=True, help_text="Those among whose people he is listed.")

    def to_representation(self, instance: Expertise) -> dict[str, Any]:
        """His card."""
        return super().to_representation(person_card(instance))


class KnownTagSerializer(serializers.Serializer[Any]):
    """A skill or topic that is in use, and how many people have it."""

    name = serializers.CharField()
    people = serializers.IntegerField(source="number")


class KnownTagsSerializer(serializers.Serializer[Any]):
    """The words in use, the most frequent first."""

    skills = KnownTagSerializer(many=True)
    topics = KnownTagSerializer(many=True)

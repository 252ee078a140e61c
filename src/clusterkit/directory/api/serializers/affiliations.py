"""Affiliations as JSON, and what decides about them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from clusterkit.directory.enums import AffiliationRole
from clusterkit.directory.models import Affiliation


class AffiliationSerializer(serializers.ModelSerializer[Affiliation]):
    """Somebody acts for an organisation."""

    person = serializers.CharField(source="user.get_full_name", read_only=True)
    organisation_name = serializers.CharField(source="organisation.__str__", read_only=True)

    class Meta:
        model = Affiliation
        fields = (
            "id",
            "organisation",
            "organisation_name",
            "user",
            "person",
            "role",
            "state",
            "position",
            "is_listed",
            "version",
            "created_at",
        )
        read_only_fields = fields


class AffiliationRequest(serializers.Serializer[Any]):
    """To ask to act for an organisation (its id)."""

    organisation = serializers.IntegerField()
    position = serializers.CharField(max_length=160, required=False, allow_blank=True)
    message = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    is_listed = serializers.BooleanField(required=False)


class Decision(serializers.Serializer[Any]):
    """``version`` is the one that you read before; another one is a conflict."""

    version = serializers.IntegerField(required=False)


class RoleDecision(Decision):
    """With a role."""

    role = serializers.ChoiceField(choices=AffiliationRole.choices)


class ConfirmDecision(Decision):
    """With a role, representative where none is given."""

    role = serializers.ChoiceField(choices=AffiliationRole.choices, default=AffiliationRole.REPRESENTATIVE)


class ReasonDecision(Decision):
    """With a reason that the other side reads."""

    reason = serializers.CharField(max_length=1000)


class EndDecision(Decision):
    """With the affiliation (its id) of who takes over, needed where it is the last administrator, and a reason."""

    successor = serializers.IntegerField(required=False, allow_null=True)

    reason = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class BelongingSerializer(serializers.Serializer[Any]):
    """A thing that is handed over."""

    title = serializers.CharField()
    url = serializers.CharField()


class BelongingsSerializer(serializers.Serializer[Any]):
    """Things of one sort, the first of them by name."""

    title = serializers.CharField()
    number = serializers.IntegerField()
    first = BelongingSerializer(many=True)
    note = serializers.CharField()


class SuccessorSerializer(serializers.Serializer[Any]):
    """Somebody who may take over: his affiliation."""

    id = serializers.IntegerField(source="pk")
    person = serializers.CharField(source="user.get_full_name")
    role = serializers.CharField()


class HandoverSerializer(serializers.Serializer[Any]):
    """What somebody who leaves hands over, and who may take it."""

    belongings = BelongingsSerializer(many=True)
    successors = SuccessorSerializer(many=True)
    needs_successor = serializers.BooleanField()


class OwnPlace(serializers.Serializer[Any]):
    """One's own place in an organisation."""

    position = serializers.CharField(max_length=160, allow_blank=True)
    is_listed = serializers.BooleanField()

"""Invitations as JSON: the digest of the link is never among it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from clusterkit.directory.enums import AffiliationRole, InvitationState
from clusterkit.directory.models import Invitation


class InvitationSerializer(serializers.ModelSerializer[Invitation]):
    """Somebody is invited. ``email`` is empty once it is not needed any more."""

    organisation_name = serializers.CharField(source="organisation.__str__", read_only=True)
    invited_by_name = serializers.CharField(source="invited_by.get_full_name", read_only=True, default="")
    state = serializers.ChoiceField(choices=InvitationState.choices, read_only=True)

    class Meta:
        model = Invitation
        fields = (
            "id",
            "organisation",
            "organisation_name",
            "email",
            "role",
            "state",
            "invited_by_name",
            "created_at",
            "sent_at",
            "expires_at",
            "accepted_at",
            "revoked_at",
        )
        read_only_fields = fields


class InvitationWrite(serializers.Serializer[Any]):
    """Whom to invite, to act for which organisation (its id)."""

    organisation = serializers.IntegerField()
    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(choices=AffiliationRole.choices, default=AffiliationRole.REPRESENTATIVE)


class InvitationAccept(serializers.Serializer[Any]):
    """The token is the last part of the link in the mail."""

    token = serializers.CharField(max_length=400)
    position = serializers.CharField(max_length=160, required=False, allow_blank=True)
    is_listed = serializers.BooleanField(required=False)

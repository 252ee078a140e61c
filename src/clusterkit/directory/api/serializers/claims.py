"""Mail domains as JSON, and what decides about them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from clusterkit.directory.api.serializers.affiliations import Decision
from clusterkit.directory.enums import Mailbox
from clusterkit.directory.models import DomainClaim


class DomainClaimSerializer(serializers.ModelSerializer[DomainClaim]):
    """An organisation claims a mail domain."""

    organisation_name = serializers.CharField(source="organisation.__str__", read_only=True)

    class Meta:
        model = DomainClaim
        fields = (
            "id",
            "organisation",
            "organisation_name",
            "domain",
            "state",
            "mailbox",
            "admits_at_once",
            "proof",
            "mailed_at",
            "version",
            "created_at",
        )
        read_only_fields = fields


class DomainClaimWrite(serializers.Serializer[Any]):
    """To claim a mail domain for an organisation (its id): a mail with a link goes to ``mailbox`` of the domain."""

    organisation = serializers.IntegerField()
    domain = serializers.CharField(max_length=254)
    mailbox = serializers.ChoiceField(choices=Mailbox.choices, default=Mailbox.ADMIN)
    admits_at_once = serializers.BooleanField(default=True)


class DomainClaimChange(Decision):
    """Whether people with an address at the domain act for the organisation at once."""

    admits_at_once = serializers.BooleanField()


class MailboxChoice(serializers.Serializer[Any]):
    """Where the mail goes; as before where none is given."""

    mailbox = serializers.ChoiceField(choices=Mailbox.choices, required=False)


class LinkToken(serializers.Serializer[Any]):
    """The last part of the link in the mail."""

    token = serializers.CharField(max_length=500)


class ProvedDomain(serializers.Serializer[Any]):
    """What the link has done. ``state`` is "disputed" where another organisation has the domain: the office decides."""

    domain = serializers.CharField()
    organisation = serializers.CharField(source="organisation.__str__")
    state = serializers.CharField()


class OfferSerializer(serializers.Serializer[Any]):
    """An organisation that you may act for by your address at ``domain``; ``at_once``: without a confirmation."""

    organisation = serializers.IntegerField(source="organisation.pk")
    organisation_name = serializers.CharField(source="organisation.__str__")
    domain = serializers.CharField()
    at_once = serializers.BooleanField()


class JoinByAddress(serializers.Serializer[Any]):
    """To act for an organisation (its id) by your address."""

    organisation = serializers.IntegerField()
    position = serializers.CharField(max_length=160, required=False, allow_blank=True)
    is_listed = serializers.BooleanField(required=False)

"""The lists of an organisation's page as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from clusterkit.directory.enums import AffiliationRole, ContactKind
from clusterkit.directory.models import Capability, Certificate, Contact, Picture, Product


class CapabilitySerializer(serializers.ModelSerializer[Capability]):
    """Something the organisation offers. In writing, ``id`` names the entry that is changed."""

    id = serializers.IntegerField(required=False, allow_null=True)

    class Meta:
        model = Capability
        fields = ("id", "title", "text")


class ProductSerializer(serializers.ModelSerializer[Product]):
    """Something the organisation makes. In writing, ``id`` names the entry that is changed."""

    id = serializers.IntegerField(required=False, allow_null=True)

    class Meta:
        model = Product
        fields = ("id", "title", "text", "url")


class CertificateSerializer(serializers.ModelSerializer[Certificate]):
    """A certificate. One that has run out is given to its own people and coordinators only."""

    id = serializers.IntegerField(required=False, allow_null=True)
    is_expired = serializers.BooleanField(read_only=True)

    class Meta:
        model = Certificate
        fields = ("id", "title", "issuer", "number", "valid_until", "is_expired")


class PictureSerializer(serializers.ModelSerializer[Picture]):
    """A picture of the gallery, with what it shows in words."""

    url = serializers.CharField(read_only=True)

    class Meta:
        model = Picture
        fields = ("id", "alt", "url")


class PictureOrder(serializers.Serializer[Any]):
    """A picture that stays, with its words."""

    id = serializers.IntegerField()
    alt = serializers.CharField(max_length=250)


class PictureUpload(serializers.Serializer[Any]):
    """A new picture, as a form with a file (``multipart/form-data``)."""

    file = serializers.FileField(write_only=True)
    alt = serializers.CharField(max_length=250)


class ContactSerializer(serializers.ModelSerializer[Contact]):
    """A way to reach it. In writing, ``id`` names the entry that is changed."""

    id = serializers.IntegerField(required=False, allow_null=True)
    kind = serializers.ChoiceField(choices=ContactKind.choices)

    class Meta:
        model = Contact
        fields = ("id", "kind", "label", "value")


class PersonSerializer(serializers.Serializer[Any]):
    """A person of the organisation who agreed to be listed."""

    affiliation = serializers.IntegerField(source="affiliation_id")
    name = serializers.CharField()
    position = serializers.CharField()
    role = serializers.ChoiceField(choices=AffiliationRole.choices)

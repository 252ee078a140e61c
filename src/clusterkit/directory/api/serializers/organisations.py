"""Organisations as JSON. Depths come from the same card as the page's."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from clusterkit.core.api.fields import Moment, TranslatedText
from clusterkit.directory.api.serializers.parts import (
    CapabilitySerializer,
    CertificateSerializer,
    ContactSerializer,
    PersonSerializer,
    PictureSerializer,
    ProductSerializer,
)
from clusterkit.directory.enums import OrganisationKind, OrganisationSize
from clusterkit.directory.models import (
    Organisation,
    Profile,
    Sector,
)
from clusterkit.directory.validators import OLDEST_YEAR
from clusterkit.tenancy.enums import Region


class OrganisationSerializer(serializers.ModelSerializer[Organisation]):
    """What everybody who sees the organisation sees."""

    name = TranslatedText(read_only=True)
    short_name = TranslatedText(read_only=True)
    city = TranslatedText(read_only=True)
    summary = TranslatedText(read_only=True)
    sectors = serializers.SlugRelatedField(slug_field="code", many=True, read_only=True)  # type: ignore[var-annotated]
    profiles = serializers.SlugRelatedField(slug_field="code", many=True, read_only=True)  # type: ignore[var-annotated]
    url = serializers.CharField(source="get_absolute_url", read_only=True)
    logo_url = serializers.CharField(read_only=True)

    class Meta:
        model = Organisation
        fields: tuple[str, ...] = (
            "id",
            "slug",
            "url",
            "name",
            "short_name",
            "kind",
            "country",
            "number_kind",
            "number",
            "region",
            "city",
            "sectors",
            "profiles",
            "size",
            "summary",
            "website",
            "founded",
            "logo_url",
            "is_founder",
            "is_published",
            "updated_at",
        )
        read_only_fields = fields


class OrganisationCardSerializer(OrganisationSerializer):
    """One organisation as deep as you see it: a depth that is closed to you is null."""

    capabilities = serializers.SerializerMethodField()
    products = serializers.SerializerMethodField()
    certificates = serializers.SerializerMethodField()
    pictures = serializers.SerializerMethodField()
    contacts = serializers.SerializerMethodField()
    people = serializers.SerializerMethodField()
    may_edit = serializers.SerializerMethodField()

    class Meta(OrganisationSerializer.Meta):
        fields = (
            *OrganisationSerializer.Meta.fields,
            "capabilities",
            "products",
            "certificates",
            "pictures",
            "contacts",
            "people",
            "may_edit",
        )
        read_only_fields = fields

    @property
    def card(self) -> Any:
        """What the selector gave."""
        return self.context["card"]

    @extend_schema_field(CapabilitySerializer(many=True, allow_null=True))
    def get_capabilities(self, organisation: Organisation) -> Any:
        """What it offers."""
        rows = self.card.capabilities
        return None if rows is None else CapabilitySerializer(rows, many=True).data

    @extend_schema_field(ProductSerializer(many=True, allow_null=True))
    def get_products(self, organisation: Organisation) -> Any:
        """What it makes."""
        rows = self.card.products
        return None if rows is None else ProductSerializer(rows, many=True).data

    @extend_schema_field(CertificateSerializer(many=True, allow_null=True))
    def get_certificates(self, organisation: Organisation) -> Any:
        """What it is certified for."""
        rows = self.card.certificates
        return None if rows is None else CertificateSerializer(rows, many=True).data

    @extend_schema_field(PictureSerializer(many=True))
    def get_pictures(self, organisation: Organisation) -> Any:
        """The gallery."""
        return PictureSerializer(self.card.pictures, many=True).data

    @extend_schema_field(ContactSerializer(many=True, allow_null=True))
    def get_contacts(self, organisation: Organisation) -> Any:
        """How it is reached."""
        rows = self.card.contacts
        return None if rows is None else ContactSerializer(rows, many=True).data

    @extend_schema_field(PersonSerializer(many=True, allow_null=True))
    def get_people(self, organisation: Organisation) -> Any:
        """Who acts for it."""
        rows = self.card.people
        return None if rows is None else PersonSerializer(rows, many=True).data

    def get_may_edit(self, organisation: Organisation) -> bool:
        """Whether you may change it."""
        return bool(self.card.may_edit)


class OrganisationWrite(serializers.Serializer[Any]):
    """The page of an organisation, to register or to change."""

    short_name = TranslatedText(max_length=120)
    name = TranslatedText(max_length=300, required=False)
    kind = serializers.ChoiceField(choices=OrganisationKind.choices, required=False)
    country = serializers.CharField(max_length=2, required=False)
    number_kind = serializers.CharField(max_length=20, required=False, allow_blank=True)
    number = serializers.CharField(max_length=40, required=False, allow_blank=True)
    size = serializers.ChoiceField(choices=OrganisationSize.choices, required=False, allow_blank=True)
    region = serializers.ChoiceField(choices=Region.choices, required=False, allow_blank=True)
    city = TranslatedText(max_length=120, required=False, allow_blank=True)
    summary = TranslatedText(max_length=1000, required=False, allow_blank=True)
    sectors = serializers.SlugRelatedField(slug_field="code", many=True, required=False, queryset=Sector.objects.all())
    profiles = serializers.SlugRelatedField(
        slug_field="code", many=True, required=False, queryset=Profile.objects.all()
    )
    website = serializers.URLField(max_length=200, required=False, allow_blank=True)
    founded = serializers.IntegerField(min_value=OLDEST_YEAR, max_value=9999, required=False, allow_null=True)


class OrganisationRegister(OrganisationWrite):
    """With one's own position there."""

    position = serializers.CharField(max_length=160, required=False, allow_blank=True)


class OrganisationChange(OrganisationWrite):
    """``expected`` is the ``updated_at`` that you read before; another one is a conflict."""

    expected = Moment(required=False)

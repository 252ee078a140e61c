"""Sectors, organisations and the people who act for them."""

from __future__ import annotations

from typing import Any

import factory

from clusterkit.directory.enums import AffiliationRole, AffiliationState, ContactKind
from clusterkit.directory.models import Affiliation, Capability, Contact, Organisation, Sector
from clusterkit.tenancy.enums import Region
from clusterkit.testing.factories.accounts import UserFactory


class SectorFactory(factory.django.DjangoModelFactory):
    """A field of work."""

    class Meta:
        model = Sector
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda number: f"sector-{number}")
    name = factory.LazyAttribute(lambda row: {"ru": f"Отрасль {row.code}", "en": f"Sector {row.code}"})


class OrganisationFactory(factory.django.DjangoModelFactory):
    """A published enterprise. ``sectors=[sector, …]`` gives its fields of work."""

    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda number: f"organisation-{number}")
    short_name = factory.LazyAttribute(lambda row: {"ru": f"Предприятие {row.slug}", "en": f"Enterprise {row.slug}"})
    name = factory.LazyAttribute(lambda row: {code: f"ОАО «{text}»" for code, text in row.short_name.items()})
    summary = factory.LazyAttribute(lambda row: {"ru": f"О предприятии {row.slug}", "en": f"About {row.slug}"})
    region = Region.VITEBSK
    city = factory.LazyFunction(lambda: {"ru": "Новополоцк", "en": "Novopolotsk"})
    is_published = True

    @factory.post_generation
    def sectors(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Set the given sectors."""
        if create and extracted:
            self.sectors.set(extracted)


class CapabilityFactory(factory.django.DjangoModelFactory):
    """Something an organisation can do."""

    class Meta:
        model = Capability

    organisation = factory.SubFactory(OrganisationFactory)
    title = factory.Sequence(lambda number: f"Capability {number}")


class ContactFactory(factory.django.DjangoModelFactory):
    """An e-mail address of an organisation."""

    class Meta:
        model = Contact

    organisation = factory.SubFactory(OrganisationFactory)
    kind = ContactKind.EMAIL
    value = factory.Sequence(lambda number: f"office{number}@example.org")


class AffiliationFactory(factory.django.DjangoModelFactory):
    """A person who acts for an organisation, confirmed, as a representative and listed among its people."""

    class Meta:
        model = Affiliation

    organisation = factory.SubFactory(OrganisationFactory)
    user = factory.SubFactory(UserFactory)
    role = AffiliationRole.REPRESENTATIVE
    state = AffiliationState.CONFIRMED
    is_listed = True


class AdminAffiliationFactory(AffiliationFactory):
    """An admin of an organisation."""

    role = AffiliationRole.ADMIN


class AffiliationRequestFactory(AffiliationFactory):
    """A person who asked to act for an organisation and waits for the answer."""

    state = AffiliationState.REQUESTED

"""Sectors, organisations and the people who act for them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import factory
from django.utils import timezone

from clusterkit.directory.consents import LISTED
from clusterkit.directory.enums import (
    AffiliationRole,
    AffiliationState,
    ContactKind,
    DomainClaimState,
    DomainProof,
)
from clusterkit.directory.invitation_links import digest_of
from clusterkit.directory.models import (
    Affiliation,
    Capability,
    Certificate,
    Contact,
    DomainClaim,
    FormerAddress,
    Invitation,
    Organisation,
    Picture,
    Product,
    Profile,
    Sector,
)
from clusterkit.directory.numbers import number_kinds
from clusterkit.tenancy.enums import Region
from clusterkit.testing.factories.accounts import UserFactory, agree
from clusterkit.testing.factories.files import StoredFileFactory, png


class SectorFactory(factory.django.DjangoModelFactory):
    """A field of work."""

    class Meta:
        model = Sector
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda number: f"sector-{number}")
    name = factory.LazyAttribute(lambda row: {"ru": f"Отрасль {row.code}", "en": f"Sector {row.code}"})


class ProfileFactory(factory.django.DjangoModelFactory):
    """A narrower field within a sector."""

    class Meta:
        model = Profile
        django_get_or_create = ("code",)

    sector = factory.SubFactory(SectorFactory)
    code = factory.Sequence(lambda number: f"profile-{number}")
    name = factory.LazyAttribute(lambda row: {"ru": f"Профиль {row.code}", "en": f"Profile {row.code}"})


class OrganisationFactory(factory.django.DjangoModelFactory):
    """A published enterprise. ``sectors=[sector, …]`` and ``profiles=[profile, …]`` give its fields of work."""

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
    number = ""
    number_kind = factory.LazyAttribute(lambda row: number_kinds.usual(row.country) if row.number else "")
    country = "BY"

    @factory.post_generation
    def sectors(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Set the given sectors."""
        if create and extracted:
            self.sectors.set(extracted)

    @factory.post_generation
    def profiles(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Set the given profiles, and their sectors."""
        if create and extracted:
            self.profiles.set(extracted)
            self.sectors.add(*(profile.sector_id for profile in extracted))


class CapabilityFactory(factory.django.DjangoModelFactory):
    """Something an organisation can do."""

    class Meta:
        model = Capability

    organisation = factory.SubFactory(OrganisationFactory)
    title = factory.Sequence(lambda number: f"Capability {number}")


class ProductFactory(factory.django.DjangoModelFactory):
    """Something an organisation makes."""

    class Meta:
        model = Product

    organisation = factory.SubFactory(OrganisationFactory)
    title = factory.Sequence(lambda number: f"Product {number}")


class CertificateFactory(factory.django.DjangoModelFactory):
    """A certificate without an end. ``valid_until`` gives it its last day."""

    class Meta:
        model = Certificate

    organisation = factory.SubFactory(OrganisationFactory)
    title = factory.Sequence(lambda number: f"Certificate {number}")
    issuer = "Institute of Standards"


class PictureFactory(factory.django.DjangoModelFactory):
    """A picture in the gallery of an organisation."""

    class Meta:
        model = Picture

    organisation = factory.SubFactory(OrganisationFactory)
    file = factory.SubFactory(
        StoredFileFactory, purpose="directory.picture", name="plant.png", content=factory.LazyFunction(png)
    )
    alt = factory.Sequence(lambda number: f"The plant from side {number}")


class FormerAddressFactory(factory.django.DjangoModelFactory):
    """An address that an organisation had before."""

    class Meta:
        model = FormerAddress

    organisation = factory.SubFactory(OrganisationFactory)
    slug = factory.Sequence(lambda number: f"former-{number}")


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
        skip_postgeneration_save = True

    organisation = factory.SubFactory(OrganisationFactory)
    user = factory.SubFactory(UserFactory)
    role = AffiliationRole.REPRESENTATIVE
    state = AffiliationState.CONFIRMED
    is_listed = True

    @factory.post_generation
    def consent(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Who is listed agreed to it; not with ``consent=False``."""
        if create and self.is_listed and extracted is not False:
            agree(self.user, LISTED)


class AdminAffiliationFactory(AffiliationFactory):
    """An admin of an organisation."""

    role = AffiliationRole.ADMIN


class AffiliationRequestFactory(AffiliationFactory):
    """A person who asked to act for an organisation and waits for the answer."""

    state = AffiliationState.REQUESTED


class InvitationFactory(factory.django.DjangoModelFactory):
    """An invitation that was sent and waits; ``key="…"`` is what its link holds (see ``directory.invitation_links``)."""

    class Meta:
        model = Invitation

    class Params:
        key = factory.Sequence(lambda number: f"key-{number}")

    organisation = factory.SubFactory(OrganisationFactory)
    email = factory.Sequence(lambda number: f"invited{number}@example.org")
    digest = factory.LazyAttribute(lambda row: digest_of(row.key))
    invited_by = factory.LazyAttribute(lambda row: AdminAffiliationFactory(organisation=row.organisation).user)
    sent_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=14))


class DomainClaimFactory(factory.django.DjangoModelFactory):
    """A mail domain that was confirmed as an organisation's; who has an address there acts for it at once."""

    class Meta:
        model = DomainClaim

    organisation = factory.SubFactory(OrganisationFactory)
    domain = factory.Sequence(lambda number: f"mail-{number}.example")
    state = DomainClaimState.CONFIRMED
    proof = factory.LazyAttribute(lambda row: DomainProof.MAIL if row.state == DomainClaimState.CONFIRMED else "")


class WaitingDomainClaimFactory(DomainClaimFactory):
    """A mail domain whose mail nobody answered yet; there is no link that could be used."""

    state = DomainClaimState.WAITING

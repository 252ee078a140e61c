"""Applications, documents and terms of membership."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import factory
from django.utils import timezone

from clusterkit.core.policies import MEMBER
from clusterkit.files.models import StoredFile
from clusterkit.membership.enums import DocumentKind, ReasonPurpose
from clusterkit.membership.models import Application, Document, Level, Membership, MembershipCertificate, Reason
from clusterkit.testing.factories.directory import OrganisationFactory


class ApplicationFactory(factory.django.DjangoModelFactory):
    """A draft with every answer given; it lacks only a document. ``complete=True`` adds one."""

    class Meta:
        model = Application
        skip_postgeneration_save = True

    organisation = factory.SubFactory(OrganisationFactory, is_published=False)
    motivation = "We want to find partners for our additives."
    contribution = "A laboratory that the other participants may use."
    contact_name = "Anna Novik"
    contact_email = "novik@example.org"
    declaration = True

    @factory.post_generation
    def complete(self: Any, create: bool, extracted: bool, **kwargs: Any) -> None:
        """Add the certificate of registration."""
        if create and extracted:
            DocumentFactory(application=self)


class DocumentFactory(factory.django.DjangoModelFactory):
    """A certificate of registration whose row exists without content in the storage."""

    class Meta:
        model = Document

    application = factory.SubFactory(ApplicationFactory)
    kind = DocumentKind.REGISTRATION
    title = "Certificate"

    @factory.lazy_attribute
    def file(self) -> StoredFile:
        """The row of a file."""
        key = uuid.uuid4().hex
        return StoredFile.objects.create(
            purpose="membership.document",
            key=key,
            name="certificate.pdf",
            content_type="application/pdf",
            size=1024,
            sha256="0" * 64,
        )


class LevelFactory(factory.django.DjangoModelFactory):
    """The level "full", whose people are members; another ``code`` makes another one."""

    class Meta:
        model = Level
        django_get_or_create = ("code",)

    code = "full"
    name = factory.LazyAttribute(lambda row: {"en": f"Level {row.code}", "ru": f"Уровень {row.code}"})
    tier = MEMBER
    may_hold_seat = True
    order = 10


class ReasonFactory(factory.django.DjangoModelFactory):
    """The predefined reason "documents" of a return; another ``code`` or ``purpose`` makes another one."""

    class Meta:
        model = Reason
        django_get_or_create = ("purpose", "code")

    purpose = ReasonPurpose.RETURN
    code = "documents"
    title = factory.LazyAttribute(lambda row: {"en": f"Reason {row.code}", "ru": f"Причина {row.code}"})
    text = factory.LazyAttribute(lambda row: {"en": f"Text {row.code}.", "ru": f"Текст {row.code}."})
    order = 10


class MembershipFactory(factory.django.DjangoModelFactory):
    """A term in force: it began a month ago and lasts a year. Give ``starts_on`` and ``days`` for another.

    ``certificate=True`` issues its certificate, as entering a membership does.
    """

    class Meta:
        model = Membership
        skip_postgeneration_save = True

    class Params:
        days = 365

    organisation = factory.SubFactory(OrganisationFactory)
    level = factory.SubFactory(LevelFactory)
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=30))
    ends_on = factory.LazyAttribute(lambda row: row.starts_on + timedelta(days=row.days - 1))
    grace_until = factory.LazyAttribute(lambda row: row.ends_on + timedelta(days=30))
    number = factory.Sequence(lambda number: number + 1)

    @factory.post_generation
    def certificate(self: Any, create: bool, extracted: bool, **kwargs: Any) -> None:
        """Issue its certificate."""
        if create and extracted:
            MembershipCertificateFactory(membership=self)


class MembershipCertificateFactory(factory.django.DjangoModelFactory):
    """The current certificate of a term, issued on its first day."""

    class Meta:
        model = MembershipCertificate

    membership = factory.SubFactory(MembershipFactory)
    organisation_name = factory.LazyAttribute(lambda row: row.membership.organisation.name)
    level_name = factory.LazyAttribute(lambda row: row.membership.level.name)
    starts_on = factory.LazyAttribute(lambda row: row.membership.starts_on)
    ends_on = factory.LazyAttribute(lambda row: row.membership.ends_on)
    issued_on = factory.LazyAttribute(lambda row: row.membership.starts_on)

"""Organisations, and the addresses that they had before."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusterkit.core.addresses import address_of
from clusterkit.core.ports import AuditName
from clusterkit.core.search import search_field
from clusterkit.core.translated import TranslatedField, as_translated
from clusterkit.directory.enums import OrganisationKind, OrganisationSize
from clusterkit.directory.models.sectors import Profile, Sector
from clusterkit.directory.numbers import number_kind_label
from clusterkit.tenancy.enums import Region
from clusterkit.tenancy.guards import ClusterManager, ClusterModel, ClusterQuerySet


class OrganisationQuerySet(ClusterQuerySet["Organisation"]):
    """Reads of organisations."""

    def published(self) -> OrganisationQuerySet:
        """Those that the site shows."""
        return self.filter(is_published=True)


class Organisation(ClusterModel):
    """An enterprise, university, authority or partner. ``sort_key`` orders it by its short name, case folded.

    Identity is (country, kind of number, number in its one form): a partner from abroad has a number of another kind
    than УНП, or none at all.
    """

    audit_names: ClassVar = {
        "number_kind": AuditName(_("kind of number"), number_kind_label),
        "sectors": AuditName(_("sectors")),
        "profiles": AuditName(_("profiles")),
        "merged": AuditName(_("taken in")),
        "merged_into": AuditName(_("merged into")),
        "moved": AuditName(""),
    }

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = TranslatedField(_("full name"), max_length=300)
    short_name = TranslatedField(_("short name"), max_length=120)
    sort_key = models.CharField(max_length=120, editable=False, default="", db_index=True)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind, default=OrganisationKind.ENTERPRISE)
    country = models.CharField(_("country"), max_length=2, default="BY", help_text=_("Two letters, such as BY."))
    number_kind = models.CharField(_("kind of number"), max_length=20, blank=True)
    number = models.CharField(_("number in the register"), max_length=40, blank=True)
    region = models.CharField(_("region"), max_length=20, choices=Region, blank=True)
    city = TranslatedField(_("city"), max_length=120, blank=True)
    sectors = models.ManyToManyField(Sector, verbose_name=_("sectors"), related_name="organisations", blank=True)
    profiles = models.ManyToManyField(Profile, verbose_name=_("profiles"), related_name="organisations", blank=True)
    size = models.CharField(_("employees"), max_length=12, choices=OrganisationSize, blank=True)
    summary = TranslatedField(_("summary"), max_length=1000, multiline=True, blank=True)
    website = models.URLField(_("site"), blank=True)
    founded = models.PositiveSmallIntegerField(_("founded in"), null=True, blank=True)
    logo = models.ForeignKey(
        "clusterkit_files.StoredFile", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("logo")
    )
    is_founder = models.BooleanField(_("founder of the cluster"), default=False)
    is_published = models.BooleanField(_("shown on the site"), default=False)
    search = search_field(heading="name", body=("short_name", "summary"), translated=("name", "short_name", "summary"))
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ClusterManager.from_queryset(OrganisationQuerySet)()  # type: ignore[misc]

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("sort_key", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["country", "number_kind", "number"],
                condition=~Q(number=""),
                name="clusterkit_directory_identity",
            ),
            models.CheckConstraint(
                condition=Q(number="", number_kind="") | (~Q(number="") & ~Q(number_kind="")),
                name="clusterkit_directory_number_has_kind",
            ),
        ]
        indexes = [GinIndex(fields=["search"], name="clusterkit_directory_search")]

    def __str__(self) -> str:
        return str(self.short_name) or str(self.name)

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the sort key in step with the short name."""
        self.sort_key = str(as_translated(self.short_name).get_text("ru")).casefold().lstrip('«"„“ ')[:120]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The organisation's page."""
        return address_of("clusterkit_directory:detail", slug=self.slug)

    @property
    def logo_url(self) -> str:
        """Where its logo is; empty where it has none."""
        return reverse("clusterkit_files:download", kwargs={"pk": self.logo_id}) if self.logo_id else ""

    @property
    def number_label(self) -> str:
        """What its number is called: "УНП", "NIP"; empty where it has none."""
        return str(number_kind_label(self.number_kind))

    @property
    def place(self) -> str:
        """The city; for those abroad who give none, the country."""
        return str(self.city) or ("" if self.country == "BY" else self.country)


class FormerAddress(ClusterModel):
    """An address that an organisation had before; it leads to the organisation for ever.

    ``former_id`` is set where another organisation of this address was merged into it: the primary key that it had.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="former_addresses")
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    former_id = models.BigIntegerField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        ordering = ("-created_at", "pk")

    def __str__(self) -> str:
        return self.slug

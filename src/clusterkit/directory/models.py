"""Sectors, organisations with their capabilities and contacts, and the people who act for them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusterkit.core.search import search_field
from clusterkit.core.translated import TranslatedField
from clusterkit.directory.enums import (
    LIVE_AFFILIATION_STATES,
    AffiliationRole,
    AffiliationState,
    ContactKind,
    OrganisationKind,
)
from clusterkit.tenancy.enums import Region
from clusterkit.tenancy.guards import ClusterManager, ClusterModel, ClusterQuerySet, StatefulModel


class Sector(ClusterModel):
    """A field of work of this cluster; each cluster keeps its own list."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = TranslatedField(_("name"), max_length=120)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering = ("order", "code")

    def __str__(self) -> str:
        return str(self.name)


class OrganisationQuerySet(ClusterQuerySet["Organisation"]):
    """Reads of organisations."""

    def published(self) -> OrganisationQuerySet:
        """Those that the site shows."""
        return self.filter(is_published=True)


class Organisation(ClusterModel):
    """An enterprise, university, authority or partner. ``sort_key`` orders it by its short name, case folded.

    Identity is (country, number): foreign partners have no УНП, so the number may be empty.
    """

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = TranslatedField(_("full name"), max_length=300)
    short_name = TranslatedField(_("short name"), max_length=120)
    sort_key = models.CharField(max_length=120, editable=False, default="", db_index=True)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind, default=OrganisationKind.ENTERPRISE)
    country = models.CharField(_("country"), max_length=2, default="BY", help_text=_("Two letters, such as BY."))
    number = models.CharField(_("taxpayer number"), max_length=40, blank=True)
    region = models.CharField(_("region"), max_length=20, choices=Region, blank=True)
    city = TranslatedField(_("city"), max_length=120, blank=True)
    sectors = models.ManyToManyField(Sector, verbose_name=_("sectors"), related_name="organisations", blank=True)
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
                fields=["country", "number"], condition=~Q(number=""), name="clusterkit_directory_identity"
            )
        ]
        indexes = [GinIndex(fields=["search"], name="clusterkit_directory_search")]

    def __str__(self) -> str:
        return str(self.short_name) or str(self.name)

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the sort key in step with the short name."""
        from clusterkit.core.translated import as_translated

        self.sort_key = str(as_translated(self.short_name).get_text("ru")).casefold().lstrip('«"„“ ')[:120]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The organisation's page."""
        return reverse("clusterkit_directory:detail", kwargs={"slug": self.slug})

    @property
    def logo_url(self) -> str:
        """Where its logo is; empty where it has none."""
        return reverse("clusterkit_files:download", kwargs={"pk": self.logo_id}) if self.logo_id else ""

    @property
    def place(self) -> str:
        """The city; for those abroad who give none, the country."""
        return str(self.city) or ("" if self.country == "BY" else self.country)


class Capability(ClusterModel):
    """Something the organisation can do for others."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="capabilities")
    title = models.CharField(_("what"), max_length=160)
    text = models.TextField(_("in a few sentences"), max_length=2000, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("capability")
        verbose_name_plural = _("capabilities")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.title


class Contact(ClusterModel):
    """A way to reach the organisation."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="contacts")
    kind = models.CharField(_("kind"), max_length=12, choices=ContactKind)
    label = models.CharField(_("whose or what for"), max_length=120, blank=True)
    value = models.CharField(_("contact"), max_length=200)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.value

    @property
    def dialled(self) -> str:
        """A phone number as a telephone dials it."""
        return "".join(sign for sign in self.value if sign.isdigit() or sign == "+")


class Affiliation(StatefulModel):
    """A person acts for an organisation: asked for, confirmed by one of its admins, ended."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="affiliations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="affiliations")
    role = models.CharField(_("role"), max_length=20, choices=AffiliationRole, default=AffiliationRole.REPRESENTATIVE)
    state = models.CharField(
        _("state"), max_length=12, choices=AffiliationState, default=AffiliationState.REQUESTED, editable=False
    )
    position = models.CharField(_("position"), max_length=160, blank=True)
    message = models.TextField(_("message to the organisation"), max_length=1000, blank=True)
    is_listed = models.BooleanField(_("show me among the people of the organisation"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        ordering = ("-created_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=Q(state__in=sorted(LIVE_AFFILIATION_STATES)),
                name="clusterkit_directory_one_live_affiliation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.organisation}"

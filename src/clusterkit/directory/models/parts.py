"""Parts of an organisation's page: what it offers and makes, its certificates, pictures and contacts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.directory.enums import ContactKind
from clusterkit.directory.models.organisations import Organisation
from clusterkit.tenancy.guards import ClusterModel


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


class Product(ClusterModel):
    """Something the organisation makes."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="products")
    title = models.CharField(_("what"), max_length=160)
    text = models.TextField(_("in a few sentences"), max_length=2000, blank=True)
    url = models.URLField(_("more about it"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.title


class Certificate(ClusterModel):
    """A certificate of the organisation. One that has run out is shown to its own people only."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="certificates")
    title = models.CharField(_("certificate"), max_length=200)
    issuer = models.CharField(_("issued by"), max_length=200)
    number = models.CharField(_("number"), max_length=80, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.title

    @property
    def is_expired(self) -> bool:
        """Whether its last day is over."""
        return self.valid_until is not None and self.valid_until < timezone.localdate()


class Picture(ClusterModel):
    """A picture of the organisation's gallery, drawn anew when it was uploaded. ``alt`` says it to who cannot see it."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="pictures")
    file = models.OneToOneField(
        "clusterkit_files.StoredFile", models.CASCADE, related_name="+", verbose_name=_("picture")
    )
    alt = models.CharField(_("what the picture shows"), max_length=250)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ("order", "pk")
        constraints = [models.CheckConstraint(condition=~Q(alt=""), name="clusterkit_directory_picture_has_alt")]

    def __str__(self) -> str:
        return self.alt

    @property
    def url(self) -> str:
        """Where the picture is."""
        return reverse("clusterkit_files:download", kwargs={"pk": self.file_id})

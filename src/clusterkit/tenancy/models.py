"""The tables of the platform itself (in ``public``): clusters, their domains, the record of their schema."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxLengthValidator, RegexValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_tenants.models import DomainMixin, TenantMixin

from clusterkit.core.conf import conf
from clusterkit.core.ports import AuditName
from clusterkit.core.translated import TranslatedField
from clusterkit.core.web.colour import validate_brand_colour
from clusterkit.tenancy.context import public_schema
from clusterkit.tenancy.enums import ClusterStage, ClusterStatus, Region
from clusterkit.tenancy.guards import ClusterManager, ClusterModel, ClusterQuerySet, StatefulModel
from clusterkit.tenancy.transitions import check_status_change
from clusterkit.tenancy.validators import validate_logo, validate_slug, validate_time_zone

__all__ = [
    "Cluster",
    "ClusterManager",
    "ClusterModel",
    "ClusterQuerySet",
    "Domain",
    "HostVersion",
    "SchemaRecord",
    "StatefulModel",
]


def default_languages() -> list[str]:
    """Languages of a new cluster: Russian first, as the clusters that exist write it."""
    return ["ru", "be", "en"]


class Cluster(TenantMixin):  # type: ignore[misc]
    """One cluster: the tenant. ``status`` decides what its hosts answer; ``stage`` is its place in real life."""

    auto_create_schema = False
    auto_drop_schema = False

    slug = models.SlugField(_("short address"), max_length=40, unique=True, validators=[validate_slug])
    name = TranslatedField(_("name"), max_length=200)
    short_name = TranslatedField(_("short name"), max_length=60)
    tagline = TranslatedField(_("what it is about, in one sentence"), max_length=300, blank=True)
    industry = TranslatedField(_("industry"), max_length=120, blank=True)
    city = TranslatedField(_("city"), max_length=120, blank=True)
    region = models.CharField(_("region"), max_length=20, choices=Region, blank=True)
    founded = models.PositiveSmallIntegerField(_("founded in"), null=True, blank=True)
    stage = models.CharField(_("stage"), max_length=12, choices=ClusterStage, default=ClusterStage.ACTIVE)
    status = models.CharField(_("status"), max_length=12, choices=ClusterStatus, default=ClusterStatus.PROVISIONING)
    status_note = models.TextField(
        _("note on the status"),
        max_length=2000,
        blank=True,
        validators=[MaxLengthValidator(2000)],
        help_text=_("Visitors of a closed cluster read it."),
    )
    languages = models.JSONField(_("languages"), default=default_languages)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Minsk", validators=[validate_time_zone])
    brand_colour = models.CharField(
        _("colour"),
        max_length=7,
        default="#0b5c7a",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}\Z"), validate_brand_colour],
    )
    logo_svg = models.TextField(_("logo (SVG)"), blank=True, validators=[validate_logo])
    mark_svg = models.TextField(_("mark (square SVG)"), blank=True, validators=[validate_logo])
    disabled_apps = models.JSONField(_("apps switched off"), default=list, blank=True)
    participants = models.PositiveIntegerField(_("number of participants"), default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    audit_names: ClassVar = {
        "domain": AuditName(_("host name")),
        "primary": AuditName(_("links in mails use it")),
        "blueprint": AuditName(_("begins with")),
        "copied_from": AuditName(_("copied from")),
        "archive": AuditName(_("archive file")),
        "archive_made": AuditName(_("archive made")),
        "replaced": AuditName(_("takes the place of what was there")),
        "rows": AuditName(_("rows")),
        "files": AuditName(_("files")),
        "finished": AuditName(_("removal finished")),
        "removed": AuditName(_("removed")),
        "spares_removed": AuditName(_("spare schemas removed")),
        "spares_made": AuditName(_("spare schemas made")),
    }

    class Meta:
        verbose_name = _("cluster")
        verbose_name_plural = _("clusters")
        ordering = ("slug",)

    def __str__(self) -> str:
        return str(self.short_name) or str(self.slug)

    @cached_property
    def primary_domain(self) -> str:
        """The stored primary host name. Links are built from it, never from a request's Host header.

        The first domain where none is marked, the slug where there is none at all.
        """
        with public_schema():
            domain = Domain.objects.filter(tenant_id=self.pk).order_by("-is_primary", "pk").first()
        return str(domain.domain) if domain is not None else str(self.slug)

    def absolute_url(self, path: str = "/") -> str:
        """The whole address of *path* in this cluster's site, from the stored domain."""
        port = f":{conf.LINK_PORT}" if conf.LINK_PORT else ""
        return f"{conf.LINK_SCHEME}://{self.primary_domain}{port}{path}"

    def is_app_enabled(self, app_label: str) -> bool:
        """Whether the cluster uses this app."""
        return app_label not in self.disabled_apps

    def clean(self) -> None:
        """Hold the status to its table. Raises ``ValidationError``."""
        super().clean()
        if self._loaded_status and self.status != self._loaded_status:
            check_status_change(self._loaded_status, self.status)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row. Raises ``ValueError`` when the schema name of an existing cluster was changed."""
        if not self._state.adding and self.schema_name != self._loaded_schema_name:
            raise ValueError("The schema of a cluster is never renamed")
        super().save(*args, **kwargs)
        self._loaded_schema_name, self._loaded_status = self.schema_name, self.status

    @classmethod
    def from_db(cls, db: Any, field_names: Any, values: Any, **kwargs: Any) -> Cluster:
        """Remember the stored schema name and status, to refuse their change. Django 6.1 adds a keyword."""
        instance: Cluster = super().from_db(db, field_names, values, **kwargs)
        instance._loaded_schema_name = instance.__dict__.get("schema_name", "")
        instance._loaded_status = instance.__dict__.get("status", "")
        return instance

    _loaded_schema_name: str = ""
    _loaded_status: str = ""


class Domain(DomainMixin):  # type: ignore[misc]
    """A host name of a cluster; exactly one of them is primary."""

    class Meta:
        verbose_name = _("domain")
        verbose_name_plural = _("domains")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant"], condition=models.Q(is_primary=True), name="clusterkit_one_primary_domain"
            ),
        ]


class HostVersion(models.Model):
    """One row, counted up by every change of clusters and domains: other processes poll it."""

    number = models.BigIntegerField(default=1)

    class Meta:
        verbose_name = _("version of the host table")
        verbose_name_plural = _("versions of the host table")

    def __str__(self) -> str:
        return str(self.number)


class SchemaRecord(models.Model):
    """The recorded DDL and seed rows of a cluster's schema, keyed by the state of the migrations."""

    key = models.CharField(max_length=64, unique=True)
    statements = models.JSONField()
    rows = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("schema record")
        verbose_name_plural = _("schema records")

    def __str__(self) -> str:
        return self.key

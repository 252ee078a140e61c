"""What a cluster knows of a person beyond his sign-in: profile, consents, names of API tokens, personal addresses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, NoReturn, TypeVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clusterkit.accounts.consents import purpose_title
from clusterkit.accounts.enums import TagKind
from clusterkit.accounts.personal_links import link_label
from clusterkit.accounts.validators import TAG_MAX_LENGTH, TAGS_AT_MOST, validate_phone
from clusterkit.core.ports import AuditName
from clusterkit.core.search import search_field
from clusterkit.tenancy.guards import ClusterManager, ClusterModel, ClusterQuerySet
from clusterkit.tenancy.validators import validate_time_zone

M = TypeVar("M", bound="KeptRow")


class Profile(ClusterModel):
    """What a person writes about himself. A person without a row has an empty profile."""

    audit_names: ClassVar = {
        "consents": AuditName(_("consents"), purpose_title),
        "email": AuditName(_("e-mail")),
        "entered": AuditName(_("entered by the office")),
    }

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="clusterkit_profile", verbose_name=_("person")
    )
    position = models.CharField(_("position"), max_length=150, blank=True)
    phone = models.CharField(_("phone"), max_length=25, blank=True, validators=[validate_phone])
    language = models.CharField(_("language"), max_length=10, blank=True)
    about = models.TextField(_("about you"), max_length=1000, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[validate_time_zone])
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")

    def __str__(self) -> str:
        return str(self.user)


class Expertise(ClusterModel):
    """What a person knows and wants to be asked about. Others see it by his consent only; without a tag there is no row."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="clusterkit_expertise", verbose_name=_("person")
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("expertise")
        verbose_name_plural = _("expertise of people")

    def __str__(self) -> str:
        return str(self.user)


class ExpertiseTag(ClusterModel):
    """One skill of a person, or one thing that he wants to be asked about.

    ``name`` is as he wrote it, ``key`` the same for all spellings of it; ``place`` counts from 0 in his order.
    """

    expertise = models.ForeignKey(Expertise, models.CASCADE, related_name="tags", verbose_name=_("expertise"))
    kind = models.CharField(_("kind"), max_length=8, choices=TagKind)
    place = models.PositiveSmallIntegerField(_("place"))
    name = models.CharField(_("words"), max_length=TAG_MAX_LENGTH)
    key = models.CharField(max_length=TAG_MAX_LENGTH * 3, editable=False)
    search = search_field(heading="name")

    class Meta:
        verbose_name = _("skill or topic")
        verbose_name_plural = _("skills and topics")
        ordering = ("kind", "place")
        indexes = [models.Index(fields=["kind", "key"], name="clusterkit_accounts_tag_keys")]
        constraints = [
            models.UniqueConstraint(fields=["expertise", "kind", "key"], name="clusterkit_accounts_one_tag"),
            models.UniqueConstraint(fields=["expertise", "kind", "place"], name="clusterkit_accounts_tag_place"),
            models.CheckConstraint(condition=models.Q(place__lt=TAGS_AT_MOST), name="clusterkit_accounts_tags_at_most"),
        ]

    def __str__(self) -> str:
        return self.name


class KeptRowError(Exception):
    """Somebody tried to change or delete what stands in the register of consents."""

    def __init__(self) -> None:
        super().__init__("The register of consents is written once: rows are neither changed nor deleted")


class KeptQuerySet(ClusterQuerySet[M]):
    """Reads and additions only."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Never. Raises ``KeptRowError``."""
        raise KeptRowError

    def delete(self) -> NoReturn:
        """Never. Raises ``KeptRowError``."""
        raise KeptRowError

    def bulk_update(self, objs: Iterable[M], fields: Iterable[str], batch_size: int | None = None) -> NoReturn:
        """Never. Raises ``KeptRowError``."""
        raise KeptRowError


class KeptRow(ClusterModel):
    """A row that is written once."""

    objects = ClusterManager.from_queryset(KeptQuerySet)()  # type: ignore[misc]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row. Raises ``KeptRowError`` when it is there already."""
        if not self._state.adding:
            raise KeptRowError
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Never. Raises ``KeptRowError``."""
        raise KeptRowError


class ConsentText(KeptRow):
    """The words of one version of a purpose in all languages, as people read them when they answered.

    A translation that was corrected without a new version is a row of its own: each answer keeps its very words.
    """

    purpose = models.CharField(_("purpose"), max_length=80)
    version = models.CharField(_("version of the text"), max_length=20)
    wording = models.JSONField(_("texts"))
    digest = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("text of a consent")
        verbose_name_plural = _("texts of consents")
        ordering = ("purpose", "pk")
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version", "digest"], name="clusterkit_accounts_one_text")
        ]

    def __str__(self) -> str:
        return f"{purpose_title(self.purpose)} {self.version}"

    def part(self, name: str, language: str) -> str:
        """One part of the text ("title", "text" …) in *language*, else in the site's own."""
        words = self.wording.get(language) or self.wording.get(settings.LANGUAGE_CODE.split("-")[0]) or {}
        return str(words.get(name, ""))


class ConsentDecision(KeptRow):
    """One answer of a person: he agreed to a text or took his consent back. His newest answer to a purpose is in force.

    ``page`` is the address where he answered, ``language`` the one he read in.
    """

    audit_names: ClassVar = {
        "consent": AuditName(_("consent"), purpose_title),
        "withdrawn": AuditName(_("withdrawn"), purpose_title),
    }

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="clusterkit_consents", verbose_name=_("person")
    )
    purpose = models.CharField(_("purpose"), max_length=80)
    version = models.CharField(_("version of the text"), max_length=20)
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="+", verbose_name=_("text"))
    given = models.BooleanField(_("agreed"))
    at = models.DateTimeField(_("when"), auto_now_add=True)
    page = models.CharField(_("on the page"), max_length=300, blank=True)
    language = models.CharField(_("language in which it was read"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("answer about a consent")
        verbose_name_plural = _("register of consents")
        ordering = ("pk",)
        indexes = [models.Index(fields=["user", "purpose", "-id"], name="clusterkit_accounts_consents")]

    def __str__(self) -> str:
        return f"{self.user}: {self.purpose} {self.version}"


class TokenName(ClusterModel):
    """The name a person gave to an API token. The token's own row is the token library's; only its digest is known here."""

    audit_names: ClassVar = {
        "token": AuditName(_("what it is for")),
        "days": AuditName(_("valid for so many days")),
    }

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="clusterkit_token_names", verbose_name=_("person")
    )
    digest = models.CharField(max_length=128, unique=True, editable=False)
    name = models.CharField(_("what it is for"), max_length=80)
    expires_at = models.DateTimeField(_("valid until"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.name


class PersonalLink(ClusterModel):
    """An address that opens one thing for one person without a sign-in: for feed readers and calendars, which have no session.

    Its secret stands in the address only; here is the digest. One for each purpose: a new one takes the place of the old.
    """

    audit_names: ClassVar = {"link": AuditName(_("address for programs"), link_label)}

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="clusterkit_links", verbose_name=_("person")
    )
    purpose = models.CharField(_("purpose"), max_length=40)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made on"), auto_now_add=True)
    used_on = models.DateField(_("last used"), null=True, editable=False)

    class Meta:
        verbose_name = _("personal address")
        verbose_name_plural = _("personal addresses")
        ordering = ("purpose", "pk")
        constraints = [models.UniqueConstraint(fields=["user", "purpose"], name="clusterkit_accounts_one_link")]

    def __str__(self) -> str:
        return str(link_label(self.purpose))

"""Events with their speakers."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusterkit.core.addresses import address_of
from clusterkit.core.ports import AuditName
from clusterkit.core.search import search_field
from clusterkit.core.translated import TranslatedField
from clusterkit.directory.models import Organisation, Sector
from clusterkit.events.enums import EventMode, EventState, RegistrationTier, SeatMode, Visibility
from clusterkit.events.validators import MAX_GUESTS, MAX_MEETING_MINUTES, MAX_OFFER_HOURS
from clusterkit.tenancy.guards import ClusterManager, ClusterModel, ClusterQuerySet, StatefulModel
from clusterkit.tenancy.validators import validate_time_zone


class EventQuerySet(ClusterQuerySet["Event"]):
    """Reads of events."""

    def upcoming(self, now: datetime | None = None) -> EventQuerySet:
        """Those that are not over yet, the next one first."""
        return self.filter(ends_at__gt=now or timezone.now()).order_by("starts_at", "pk")

    def past(self, now: datetime | None = None) -> EventQuerySet:
        """Those that are over, the latest first."""
        return self.filter(ends_at__lte=now or timezone.now()).order_by("-starts_at", "-pk")


class Event(StatefulModel):
    """Something the cluster invites people to.

    Instants are stored, ``time_zone`` is the one of the place. A capacity of None is without limit.
    ``offer_hours`` above 0 lets the next person in the queue decide so long; 0 gives the place at once.
    ``sequence`` counts the changes that calendars must learn of.
    """

    audit_names: ClassVar = {
        "rows": AuditName(_("rows in the file")),
        "sequence": AuditName(""),
        "feedback_asked_at": AuditName(""),
        "day_reminded_for": AuditName(""),
        "hour_reminded_for": AuditName(""),
    }

    state = models.CharField(_("state"), max_length=12, choices=EventState, default=EventState.DRAFT, editable=False)
    title = TranslatedField(_("title"), max_length=200)
    summary = TranslatedField(_("summary"), max_length=500, multiline=True, blank=True)
    body = TranslatedField(_("description"), max_length=20000, multiline=True, blank=True)
    mode = models.CharField(_("mode"), max_length=10, choices=EventMode, default=EventMode.ON_SITE)
    place = models.CharField(_("place"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    directions = TranslatedField(_("how to get there"), max_length=2000, multiline=True, blank=True)
    online_url = models.URLField(
        _("online link"), max_length=500, blank=True, help_text=_("Shown only to people who have a place.")
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Minsk", validators=[validate_time_zone])
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    capacity_on_site = models.PositiveIntegerField(_("places on site"), null=True, blank=True)
    capacity_online = models.PositiveIntegerField(_("places online"), null=True, blank=True)
    reserved_on_site = models.PositiveIntegerField(
        _("places on site kept back"), default=0, help_text=_("Only the organisers give them, by name.")
    )
    reserved_online = models.PositiveIntegerField(_("places online kept back"), default=0)
    guests_allowed = models.PositiveSmallIntegerField(
        _("guests whom each participant may bring"), default=0, validators=[MaxValueValidator(MAX_GUESTS)]
    )
    registration_tier = models.CharField(
        _("who may register"), max_length=12, choices=RegistrationTier, default=RegistrationTier.REGISTERED
    )
    registration_opens = models.DateTimeField(_("registration opens"), null=True, blank=True)
    registration_closes = models.DateTimeField(_("registration closes"), null=True, blank=True)
    visibility = models.CharField(_("who sees it"), max_length=12, choices=Visibility, default=Visibility.GUEST)
    needs_approval = models.BooleanField(_("the organisers approve each registration"), default=False)
    offer_hours = models.PositiveSmallIntegerField(
        _("hours to answer the offer of a place"),
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(MAX_OFFER_HOURS)],
        help_text=_("0 gives a free place to the next person in the queue at once."),
    )
    organiser = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="events", verbose_name=_("organiser")
    )
    sectors = models.ManyToManyField(Sector, verbose_name=_("sectors"), related_name="events", blank=True)
    cover = models.ForeignKey(
        "clusterkit_files.StoredFile",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    series = models.ForeignKey(
        "clusterkit_events.EventSeries",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("series"),
        editable=False,
    )
    occurrence_at = models.DateTimeField(_("date in the series"), null=True, blank=True, editable=False)
    differs = models.BooleanField(_("changed apart from its series"), default=False, editable=False)
    meeting_minutes = models.PositiveSmallIntegerField(
        _("minutes of a short meeting"),
        default=0,
        validators=[MaxValueValidator(MAX_MEETING_MINUTES)],
        help_text=_("0: participants arrange no short meetings here."),
    )
    meeting_tables = models.PositiveSmallIntegerField(_("tables for short meetings"), default=0)
    meetings_from = models.DateTimeField(_("short meetings from"), null=True, blank=True)
    meetings_until = models.DateTimeField(_("short meetings until"), null=True, blank=True)
    recording_url = models.URLField(_("recording"), max_length=500, blank=True)
    asks_feedback = models.BooleanField(_("ask participants afterwards how it was"), default=False)
    feedback_asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    day_reminded_for = models.DateTimeField(null=True, blank=True, editable=False)
    hour_reminded_for = models.DateTimeField(null=True, blank=True, editable=False)
    gives_certificates = models.BooleanField(_("participants get a certificate"), default=False)
    hours = models.PositiveSmallIntegerField(_("academic hours on the certificate"), null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    cancel_reason = models.TextField(_("reason"), max_length=1000, blank=True, editable=False)
    search = search_field(heading="title", body=("summary", "body", "place"), translated=("title", "summary", "body"))
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ClusterManager.from_queryset(EventQuerySet)()  # type: ignore[misc]

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("starts_at", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="clusterkit_events_order_of_times"),
            models.UniqueConstraint(fields=["series", "occurrence_at"], name="clusterkit_events_once_in_series"),
        ]
        indexes = [
            GinIndex(fields=["search"], name="clusterkit_events_search"),
            models.Index(fields=["state", "starts_at"], name="clusterkit_events_agenda"),
            models.Index(fields=["ends_at"], name="clusterkit_events_ends"),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        """The event's page."""
        return address_of("clusterkit_events:detail", pk=self.pk)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the place."""
        return ZoneInfo(self.time_zone)

    @property
    def seat_modes(self) -> tuple[SeatMode, ...]:
        """The ways in which people can take part, on site first."""
        if self.mode == EventMode.HYBRID:
            return (SeatMode.ON_SITE, SeatMode.ONLINE)
        return (SeatMode(self.mode),)

    def capacity_of(self, mode: str) -> int | None:
        """How many places *mode* has; None is without limit."""
        return self.capacity_on_site if mode == SeatMode.ON_SITE else self.capacity_online

    def reserved_of(self, mode: str) -> int:
        """How many places of *mode* are kept back."""
        return self.reserved_on_site if mode == SeatMode.ON_SITE else self.reserved_online

    def is_over(self, now: datetime | None = None) -> bool:
        """Whether the end has passed."""
        return self.ends_at <= (now or timezone.now())

    @property
    def last_registration_at(self) -> datetime:
        """When registration closes: as the organisers said, else when the event begins."""
        return self.registration_closes or self.starts_at


class Speaker(ClusterModel):
    """Somebody who speaks at an event."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="speakers")
    name = models.CharField(pgettext_lazy("person", "name"), max_length=160)
    role = models.CharField(_("role"), max_length=200, blank=True)
    about = models.TextField(_("about the person"), max_length=1000, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.name

"""The registrations of people for events."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusterkit.directory.models import Organisation
from clusterkit.events.enums import (
    LIVE_STATES,
    OPEN_STATES,
    SEATED_STATES,
    AttendeeConsent,
    RegistrationState,
    SeatMode,
)
from clusterkit.events.models.event import Event
from clusterkit.questionnaires.models import Version
from clusterkit.tenancy.guards import ClusterManager, ClusterQuerySet, StatefulModel

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 10


def make_code() -> str:
    """A code for a ticket: ten signs that cannot be taken for each other, not guessable."""
    return "".join(secrets.choice(_ALPHABET) for _sign in range(CODE_LENGTH))


def occupies(now: datetime | None = None, prefix: str = "") -> Q:
    """The condition "holds a place": seated, or with a live offer. *prefix* is a path to registrations ("x__")."""
    return Q(**{f"{prefix}state__in": sorted(SEATED_STATES)}) | Q(
        **{f"{prefix}state": RegistrationState.OFFERED, f"{prefix}offer_expires_at__gt": now or timezone.now()}
    )


def waits_for(mode: str, prefix: str = "") -> Q:
    """The condition "stands in the queue of *mode*".

    On site: who waits for it, and who holds an online place meanwhile. Online: who waits for it, and who
    waits for a place on site and would be online until then.
    """
    waitlisted = {f"{prefix}state": RegistrationState.WAITLISTED}
    if mode == SeatMode.ON_SITE:
        return Q(**waitlisted, **{f"{prefix}mode": SeatMode.ON_SITE}) | Q(
            **{f"{prefix}state": RegistrationState.CONFIRMED, f"{prefix}wants_on_site": True}
        )
    return Q(**waitlisted, **{f"{prefix}mode": SeatMode.ONLINE}) | Q(
        **waitlisted, **{f"{prefix}mode": SeatMode.ON_SITE, f"{prefix}online_meanwhile": True}
    )


class RegistrationQuerySet(ClusterQuerySet["Registration"]):
    """Reads of registrations."""

    def live(self) -> RegistrationQuerySet:
        """Neither cancelled nor declined."""
        return self.filter(state__in=sorted(LIVE_STATES))

    def open(self) -> RegistrationQuerySet:
        """Those that may still be cancelled."""
        return self.filter(state__in=sorted(OPEN_STATES))

    def occupying(self, mode: str, now: datetime | None = None) -> RegistrationQuerySet:
        """Those that hold a place of *mode*."""
        return self.filter(occupies(now), mode=mode)

    def queue(self, mode: str) -> RegistrationQuerySet:
        """Those that wait for a place of *mode*, in their order."""
        return self.filter(waits_for(mode)).order_by("queued_at", "pk")


class Registration(StatefulModel):
    """One person's registration for one event: of somebody with an account, or of a guest whom such a one brings.

    A guest has a ``host``, the registration of who brings him, and no ``user``; he holds a place and a ticket of his own.
    ``mode`` is the place held, or asked for while pending or waiting. ``wants_on_site``: holds an online place
    and stands in the queue for one on site. ``online_meanwhile``: waiting for a place on site, would take one
    online until then. The queue's order is (``queued_at``, ``pk``); ``queued_at`` is None outside of it.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="registrations")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="event_registrations"
    )
    host = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="guests", verbose_name=_("brought by")
    )
    state = models.CharField(_("state"), max_length=12, choices=RegistrationState, editable=False)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=150)
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    organisation_name = models.CharField(_("organisation in words"), max_length=200, blank=True)
    message = models.TextField(_("message to the organisers"), max_length=1000, blank=True)
    mode = models.CharField(_("mode"), max_length=10, choices=SeatMode)
    wants_on_site = models.BooleanField(_("waits for a place on site"), default=False, editable=False)
    online_meanwhile = models.BooleanField(_("online until there is a place on site"), default=False)
    queued_at = models.DateTimeField(_("in the queue since"), null=True, blank=True, editable=False)
    offer_expires_at = models.DateTimeField(_("the offer ends"), null=True, blank=True, editable=False)
    from_reserve = models.BooleanField(_("has a place that was kept back"), default=False, editable=False)
    form_version = models.ForeignKey(
        Version, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("version of the form")
    )
    answers = models.JSONField(_("answers"), default=dict, blank=True, editable=False)
    open_to_meetings = models.BooleanField(_("open to short meetings"), default=False)
    meeting_topic = models.CharField(_("what I would talk about"), max_length=300, blank=True)
    consent = models.CharField(
        _("shown to other participants"), max_length=10, choices=AttendeeConsent, default=AttendeeConsent.NONE
    )
    code = models.CharField(_("code of the ticket"), max_length=12, unique=True, default=make_code, editable=False)
    checked_in_at = models.DateTimeField(_("checked in"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ClusterManager.from_queryset(RegistrationQuerySet)()  # type: ignore[misc]

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ("created_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, host__isnull=True) | Q(user__isnull=True, host__isnull=False),
                name="clusterkit_events_person_or_guest",
            ),
            models.UniqueConstraint(
                fields=["event", "user"],
                condition=Q(state__in=sorted(LIVE_STATES)),
                name="clusterkit_events_one_live_registration",
            ),
            models.CheckConstraint(
                condition=Q(wants_on_site=False) | Q(mode=SeatMode.ONLINE),
                name="clusterkit_events_wish_beside_online",
            ),
            models.CheckConstraint(
                condition=~Q(state=RegistrationState.OFFERED) | Q(offer_expires_at__isnull=False),
                name="clusterkit_events_offer_ends",
            ),
        ]
        indexes = [
            models.Index(fields=["event", "state", "mode"], name="clusterkit_events_seats"),
            models.Index(fields=["user", "state"], name="clusterkit_events_of_user"),
        ]

    def __str__(self) -> str:
        return f"{self.name} – {self.event_id}"

    def get_absolute_url(self) -> str:
        """The ticket."""
        return reverse("clusterkit_events:ticket", kwargs={"pk": self.pk})

    @property
    def organisation_label(self) -> str:
        """The organisation as people read it: the one chosen, else what was typed."""
        return str(self.organisation) if self.organisation is not None else self.organisation_name

    @property
    def is_seated(self) -> bool:
        """Whether the person has a place."""
        return self.state in SEATED_STATES

    @property
    def is_open(self) -> bool:
        """Whether the person may still cancel."""
        return self.state in OPEN_STATES

    @property
    def queue_mode(self) -> str | None:
        """The queue whose order the person asks about, None outside of any."""
        if self.state == RegistrationState.WAITLISTED:
            return self.mode
        return SeatMode.ON_SITE if self.state == RegistrationState.CONFIRMED and self.wants_on_site else None

"""What happens within an event, and what is handed out."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clusterkit.events.enums import MaterialAudience
from clusterkit.events.models.event import Event, Speaker
from clusterkit.tenancy.guards import ClusterModel


class Session(ClusterModel):
    """A part of an event with a time of its own; times are instants, read in the event's zone."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="sessions")
    title = models.CharField(_("title"), max_length=300)
    description = models.TextField(_("description"), max_length=4000, blank=True)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    room = models.CharField(_("room"), max_length=120, blank=True)
    speakers = models.ManyToManyField(Speaker, verbose_name=_("speakers"), related_name="sessions", blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ("starts_at", "order", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="clusterkit_events_session_times",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Material(ClusterModel):
    """Slides, a text, a link: of the whole event or of one session. Either ``file`` or ``url`` is given."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="materials")
    session = models.ForeignKey(
        Session, models.SET_NULL, null=True, blank=True, related_name="materials", verbose_name=_("session")
    )
    title = models.CharField(_("title"), max_length=200)
    file = models.ForeignKey(
        "clusterkit_files.StoredFile",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("file"),
    )
    url = models.URLField(_("link"), max_length=500, blank=True)
    audience = models.CharField(_("for whom"), max_length=10, choices=MaterialAudience, default=MaterialAudience.SEATED)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.title

"""Events that come again by a rule."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from clusterkit.events.models.event import Event
from clusterkit.tenancy.guards import ClusterModel
from clusterkit.tenancy.validators import validate_time_zone


class EventSeries(ClusterModel):
    """A rule by which an event comes again ("every first Tuesday"), as RFC 5545 writes it.

    ``rule`` is the value of an RRULE, reckoned from ``first_at`` by the clock of ``time_zone``: 14:00 stays 14:00 when the clocks
    change. Each date copies the texts, places and hours of ``pattern``. Dates are made up to ``made_until``. ``ended_at``: no more
    are made.
    """

    pattern = models.OneToOneField(Event, models.CASCADE, related_name="pattern_of")
    rule = models.CharField(_("rule"), max_length=300)
    first_at = models.DateTimeField(_("first date"), editable=False)
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[validate_time_zone], editable=False)
    made_until = models.DateTimeField(_("dates are made until"), null=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("series of events")
        verbose_name_plural = _("series of events")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.rule

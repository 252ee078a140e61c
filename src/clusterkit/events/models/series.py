"""Events that come again by a rule."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from clusterkit.events.models.event import Event
from clusterkit.tenancy.guards import ClusterModel


class EventSeries(ClusterModel):
    """A rule by which an event comes again ("every first Tuesday"), as RFC 5545 writes it.

    ``rule`` is the value of an RRULE. Its dates are reckoned in the zone of ``pattern``, the event whose texts, places and hours
    each date copies: 14:00 stays 14:00 when the clocks change. Dates are made up to ``made_until``. ``ended_at``: no more are made.
    """

    pattern = models.OneToOneField(Event, models.CASCADE, related_name="pattern_of")
    rule = models.CharField(_("rule"), max_length=300)
    made_until = models.DateTimeField(_("dates are made until"), null=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("series of events")
        verbose_name_plural = _("series of events")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.rule

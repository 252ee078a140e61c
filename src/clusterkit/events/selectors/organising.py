"""What belongs to an event: its materials, the other dates of its series."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from clusterkit.core.policies import Actor, visible_to
from clusterkit.events.enums import EventState
from clusterkit.events.models import Event, EventSeries, Material
from clusterkit.events.selectors.agenda import events_for

SHOWN_DATES = 6
"""How many dates of a series the page of one of them names."""


def materials_for(viewer: Actor, event: Event | None = None) -> QuerySet[Material]:
    """The materials that the viewer may read, of *event* or of all events."""
    rows = visible_to(viewer, Material.objects.all())
    rows = rows.filter(event_id=event.pk) if event is not None else rows
    return rows.select_related("file", "session", "event").order_by("event_id", "order", "pk")


def other_dates(viewer: Actor, event: Event) -> list[Event]:
    """The next dates of the event's series that the viewer sees, without this one; those called off are named too."""
    if event.series_id is None:
        return []
    rows = visible_to(viewer, Event.objects.filter(series_id=event.series_id, ends_at__gt=timezone.now()))
    return list(rows.exclude(pk=event.pk).defer("body", "search").order_by("starts_at", "pk")[:SHOWN_DATES])


def series_for(viewer: Actor) -> QuerySet[EventSeries]:
    """The rules, for who manages events."""
    return visible_to(viewer, EventSeries.objects.all()).select_related("pattern")


def dates_of(viewer: Actor, series: EventSeries) -> QuerySet[Event]:
    """All dates of a series that the viewer sees, in order."""
    return events_for(viewer).filter(series_id=series.pk).order_by("starts_at", "pk")


def coming_drafts(series: EventSeries) -> int:
    """How many coming dates of a series are drafts."""
    return Event.objects.filter(series_id=series.pk, state=EventState.DRAFT, ends_at__gt=timezone.now()).count()

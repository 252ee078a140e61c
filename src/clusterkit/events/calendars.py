"""iCalendar: one event, or the agenda of a viewer. The UID holds the schema, so two clusters never collide."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language
from icalendar import Calendar
from icalendar import Event as Entry

from clusterkit.events.enums import EventState
from clusterkit.events.models import Event
from clusterkit.tenancy.context import current_cluster, current_schema

CONTENT_TYPE = "text/calendar; charset=utf-8"


def calendar_of(event: Event, *, online_url: str = "") -> bytes:
    """One event; ``METHOD:CANCEL`` when it was cancelled. *online_url* only for who may know it."""
    cancelled = event.state == EventState.CANCELLED
    calendar = _calendar("CANCEL" if cancelled else "PUBLISH")
    calendar.add_component(_entry(event, online_url))
    return _bytes(calendar)


def calendar_feed(events: Iterable[Event]) -> bytes:
    """Several events to subscribe to; cancelled ones stay in, marked, so that calendars take them out."""
    calendar = _calendar("PUBLISH")
    cluster = current_cluster()
    calendar.add("x-wr-calname", str(cluster.short_name or cluster.name))
    for event in events:
        calendar.add_component(_entry(event, ""))
    return _bytes(calendar)


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//clusterkit//events//{(get_language() or 'en').upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _entry(event: Event, online_url: str) -> Entry:
    url = current_cluster().absolute_url(event.get_absolute_url())
    entry = Entry()
    entry.add("uid", f"event-{event.pk}@{current_schema()}.clusterkit")
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", event.updated_at)
    entry.add("last-modified", event.updated_at)
    entry.add("dtstart", event.starts_at.astimezone(event.zone))
    entry.add("dtend", event.ends_at.astimezone(event.zone))
    entry.add("summary", str(event.title))
    entry.add("status", "CANCELLED" if event.state == EventState.CANCELLED else "CONFIRMED")
    entry.add("url", url)
    place = ", ".join(part for part in (event.place, event.address) if part)
    if place or online_url:
        entry.add("location", place or online_url)
    entry.add("description", "\n\n".join(part for part in (str(event.summary), online_url, url) if part))
    return entry


def _bytes(calendar: Calendar) -> bytes:
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())

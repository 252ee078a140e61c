"""Times of events in words: in the zone of the place, and in the reader's where that is another."""

from __future__ import annotations

from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format

from clusterkit.events.models import Event


def when_text(starts_at: datetime, ends_at: datetime, zone: tzinfo) -> str:
    """ "24 November 2026, 15:00–17:00", or both dates where the event lasts longer."""
    first = starts_at.astimezone(zone).replace(tzinfo=None)
    last = ends_at.astimezone(zone).replace(tzinfo=None)
    day, begins, ends = (
        date_format(first, "DATE_FORMAT"),
        date_format(first, "TIME_FORMAT"),
        date_format(last, "TIME_FORMAT"),
    )
    if first.date() == last.date():
        return f"{day}, {begins}–{ends}"
    return f"{day}, {begins} – {date_format(last, 'DATE_FORMAT')}, {ends}"


def offset_text(moment: datetime, zone: tzinfo) -> str:
    """ "UTC+3" or "UTC−4:30": what the zone differs from universal time at that moment."""
    minutes = int((moment.astimezone(zone).utcoffset() or moment - moment).total_seconds() // 60)
    sign = "−" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


def event_when(event: Event) -> str:
    """When the event is, by the clock of its place."""
    return when_text(event.starts_at, event.ends_at, event.zone)


def reader_when(event: Event) -> str:
    """The same by the reader's clock with its offset; empty where both clocks agree."""
    here = timezone.get_current_timezone()
    if event.starts_at.astimezone(here).utcoffset() == event.starts_at.astimezone(event.zone).utcoffset():
        return ""
    return f"{when_text(event.starts_at, event.ends_at, here)} ({offset_text(event.starts_at, here)})"


def zone_text(event: Event) -> str:
    """The offset of the event's place, for example "UTC+3"."""
    return offset_text(event.starts_at, event.zone)


def parsed_when(starts_at: str, ends_at: str, time_zone: str) -> str:
    """As :func:`event_when`, from the JSON values of a notice, with the offset."""
    zone = ZoneInfo(time_zone)
    first = datetime.fromisoformat(starts_at)
    return f"{when_text(first, datetime.fromisoformat(ends_at), zone)} ({offset_text(first, zone)})"

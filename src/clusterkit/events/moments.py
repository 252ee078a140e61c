"""Times of events in words: in the zone of the place, and in the reader's where that is another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clusterkit.events.models import Event, Session


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
    if not clocks_differ(event):
        return ""
    here = timezone.get_current_timezone()
    return f"{when_text(event.starts_at, event.ends_at, here)} ({offset_text(event.starts_at, here)})"


def zone_text(event: Event) -> str:
    """The offset of the event's place, for example "UTC+3"."""
    return offset_text(event.starts_at, event.zone)


def parsed_when(starts_at: str, ends_at: str, time_zone: str) -> str:
    """As :func:`event_when`, from the JSON values of a notice, with the offset."""
    zone = ZoneInfo(time_zone)
    first = datetime.fromisoformat(starts_at)
    return f"{when_text(first, datetime.fromisoformat(ends_at), zone)} ({offset_text(first, zone)})"


def clocks_differ(event: Event) -> bool:
    """Whether the reader's clock shows another hour than that of the place."""
    here = timezone.get_current_timezone()
    return event.starts_at.astimezone(here).utcoffset() != event.starts_at.astimezone(event.zone).utcoffset()


def place_clock(event: Event) -> str:
    """The hour at which an event begins by the clock of its place, "14:00 (UTC+1)"; empty where the reader's agrees."""
    if not clocks_differ(event):
        return ""
    hour = date_format(event.starts_at.astimezone(event.zone).replace(tzinfo=None), "TIME_FORMAT")
    return f"{hour} ({zone_text(event)})"


def reader_clock_note(event: Event) -> str:
    """What stands after the hours by the clock of the place: its offset and the reader's hour, with the day where that is another
    one. Empty where both clocks agree.
    """
    if not clocks_differ(event):
        return ""
    here = timezone.get_current_timezone()
    first = event.starts_at.astimezone(here).replace(tzinfo=None)
    same_day = first.date() == event.starts_at.astimezone(event.zone).date()
    hour = date_format(first, "TIME_FORMAT" if same_day else "DATETIME_FORMAT")
    return _("%(zone)s; here %(hour)s") % {"zone": zone_text(event), "hour": hour}


@dataclass(frozen=True)
class SessionRow:
    """A session with its hours in words: "10:30–11:00"."""

    session: Session
    clock: str


@dataclass(frozen=True)
class SessionDay:
    """The sessions of one day; the heading is empty where the event has one day only."""

    heading: str
    rows: list[SessionRow] = field(default_factory=list)


def by_day(sessions: Iterable[Session], event: Event) -> list[SessionDay]:
    """The sessions of an event by day and hour, by the clock of its place."""
    days: dict[date, SessionDay] = {}
    for session in sessions:
        begins = session.starts_at.astimezone(event.zone).replace(tzinfo=None)
        day = days.setdefault(begins.date(), SessionDay(date_format(begins, "DATE_FORMAT")))
        clock = date_format(begins, "TIME_FORMAT")
        if session.ends_at is not None:
            ends = session.ends_at.astimezone(event.zone).replace(tzinfo=None)
            clock = f"{clock}–{date_format(ends, 'TIME_FORMAT')}"
        day.rows.append(SessionRow(session, clock))
    found = list(days.values())
    if len(found) == 1 and event.starts_at.astimezone(event.zone).date() in days:
        return [SessionDay("", found[0].rows)]
    return found

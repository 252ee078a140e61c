"""``{% load clusterkit_events %}``: times and texts of events, for pages and for notices (whose values are JSON)."""

from __future__ import annotations

from datetime import datetime

from django.template import Library
from django.utils.formats import date_format

from clusterkit.core.translated import as_translated
from clusterkit.events import moments
from clusterkit.events.enums import SeatMode
from clusterkit.events.models import Event

register = Library()

register.filter("event_when", moments.event_when)
register.filter("reader_when", moments.reader_when)
register.filter("zone_text", moments.zone_text)
register.simple_tag(moments.parsed_when, name="notice_when")


@register.filter
def language_text(value: object) -> str:
    """A text by language codes, in the language in force."""
    return str(as_translated(value))


@register.filter
def mode_label(value: object) -> str:
    """ "on site" for "on_site"; nothing for another value."""
    return str(SeatMode(value).label) if value in SeatMode.values else ""


@register.simple_tag
def notice_moment(value: str, time_zone: str) -> str:
    """An instant of a notice by the clock of the event's place."""
    from zoneinfo import ZoneInfo

    return date_format(
        datetime.fromisoformat(value).astimezone(ZoneInfo(time_zone)).replace(tzinfo=None), "DATETIME_FORMAT"
    )


@register.filter
def clock_of(value: datetime | None, event: Event) -> str:
    """An instant by the clock of the event's place: ``{{ event.registration_opens|clock_of:event }}``."""
    return date_format(value.astimezone(event.zone).replace(tzinfo=None), "DATETIME_FORMAT") if value else ""

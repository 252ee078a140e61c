"""``{% load clusterkit_events %}``: times and texts of events, for pages and for notices (whose values are JSON)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.template import Library
from django.utils.formats import date_format

from clusterkit.core.translated import as_translated
from clusterkit.events import moments
from clusterkit.events.calendars.web_links import web_calendars
from clusterkit.events.enums import RegistrationState, SeatMode
from clusterkit.events.mail_links import answer_url
from clusterkit.events.models import Event

register = Library()

register.filter("event_when", moments.event_when)
register.filter("reader_when", moments.reader_when)
register.filter("reader_clock_note", moments.reader_clock_note)
register.filter("web_calendars", web_calendars)
register.filter("zone_text", moments.zone_text)
register.filter("by_day", moments.by_day)
register.simple_tag(moments.parsed_when, name="notice_when")


TONES = {
    RegistrationState.PENDING: "info",
    RegistrationState.CONFIRMED: "good",
    RegistrationState.WAITLISTED: "info",
    RegistrationState.OFFERED: "warn",
    RegistrationState.CANCELLED: "neutral",
    RegistrationState.REJECTED: "bad",
    RegistrationState.ATTENDED: "good",
    RegistrationState.NO_SHOW: "neutral",
}


@register.filter
def state_tone(state: str) -> str:
    """The tone of a registration's state."""
    return TONES.get(RegistrationState(state), "neutral") if state in RegistrationState.values else "neutral"


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
    return date_format(
        datetime.fromisoformat(value).astimezone(ZoneInfo(time_zone)).replace(tzinfo=None), "DATETIME_FORMAT"
    )


@register.simple_tag
def answer_link(registration: object, act: str, until: str = "") -> str:
    """The link of a mail that answers without signing in; empty where the notice does not say for what."""
    return answer_url(registration, act, until) if isinstance(registration, int) else ""


@register.filter
def clock_of(value: datetime | None, event: Event) -> str:
    """An instant by the clock of the event's place: ``{{ event.registration_opens|clock_of:event }}``."""
    return date_format(value.astimezone(event.zone).replace(tzinfo=None), "DATETIME_FORMAT") if value else ""

"""Rules for the values of an event, shared by the form and the API."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import available_timezones

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.events.enums import EventMode

LONGEST = timedelta(days=31)
YEARS = range(2000, 2101)
MOST_PLACES = 1_000_000
MAX_OFFER_HOURS = 24 * 14
MAX_GUESTS = 20
MAX_MEETING_MINUTES = 120
MAX_TABLES = 1000
MAX_HOURS = 1000
MOST_SESSIONS = 200
MOST_MATERIALS = 100


def problems_of(values: Mapping[str, Any]) -> dict[str, str | Promise]:
    """What is wrong with the values of an event, by field name; empty when they make sense together.

    Times are aware instants. Only what needs more than one field, or a list of names, is looked at here.
    """
    found: dict[str, str | Promise] = {}
    if values.get("time_zone") not in available_timezones():
        found["time_zone"] = _("Unknown time zone. Write it like Europe/Minsk.")
    for name in ("capacity_on_site", "capacity_online"):
        if values.get(name) is not None and not 0 <= values[name] <= MOST_PLACES:
            found[name] = _("Write a number of places up to a million, or leave it empty.")
            continue
        kept_back = values.get(name.replace("capacity", "reserved")) or 0
        if kept_back < 0 or kept_back > (values.get(name) or 0):
            found[name.replace("capacity", "reserved")] = _("Keep back at most as many places as there are.")
    for name, limit in (
        ("guests_allowed", MAX_GUESTS),
        ("meeting_minutes", MAX_MEETING_MINUTES),
        ("meeting_tables", MAX_TABLES),
        ("hours", MAX_HOURS),
    ):
        if not 0 <= (values.get(name) or 0) <= limit:
            found[name] = _("Write a number up to %(limit)d.") % {"limit": limit}
    if not 0 <= (values.get("offer_hours") or 0) <= MAX_OFFER_HOURS:
        found["offer_hours"] = _("An offer lasts at most two weeks (336 hours).")
    times = (
        *("starts_at", "ends_at"),
        *("registration_opens", "registration_closes"),
        *("meetings_from", "meetings_until"),
    )
    found.update({name: _("Check the year.") for name in times if values.get(name) and values[name].year not in YEARS})
    starts_at, ends_at = values.get("starts_at"), values.get("ends_at")
    if starts_at and ends_at:
        found.update(_problems_of_times(starts_at, ends_at, values))
    mode = values.get("mode")
    if mode in (EventMode.ON_SITE, EventMode.HYBRID) and not str(values.get("place") or "").strip():
        found["place"] = _("Say where people should come.")
    return found


def _problems_of_times(starts_at: datetime, ends_at: datetime, values: Mapping[str, Any]) -> dict[str, str | Promise]:
    found: dict[str, str | Promise] = {}
    if ends_at <= starts_at:
        found["ends_at"] = _("The end must be later than the beginning.")
    elif ends_at - starts_at > LONGEST:
        found["ends_at"] = _("An event lasts at most 31 days. Check the year.")
    opens, closes = values.get("registration_opens"), values.get("registration_closes")
    if opens and opens >= starts_at:
        found["registration_opens"] = _("Registration must open before the event begins.")
    if closes and closes > ends_at:
        found["registration_closes"] = _("Registration must close before the event ends.")
    elif opens and closes and closes <= opens:
        found["registration_closes"] = _("Registration must close later than it opens.")
    begins, until = values.get("meetings_from"), values.get("meetings_until")
    if begins and not starts_at <= begins < ends_at:
        found["meetings_from"] = _("Short meetings take place while the event lasts.")
    if until and not (begins or starts_at) < until <= ends_at:
        found["meetings_until"] = _("Short meetings take place while the event lasts.")
    return found


def problem_of_session(
    *, title: str, starts_at: datetime, ends_at: datetime | None, event_starts_at: datetime, event_ends_at: datetime
) -> str | Promise | None:
    """What is wrong with a session of an event; None where it fits."""
    if not title.strip():
        return _("Say what happens at this time.")
    if ends_at is not None and ends_at <= starts_at:
        return _("The end must be later than the beginning.")
    if starts_at < event_starts_at or starts_at >= event_ends_at or (ends_at is not None and ends_at > event_ends_at):
        return _("A session lies within the time of the event.")
    return None

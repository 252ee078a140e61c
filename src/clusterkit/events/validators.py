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
    if not 0 <= (values.get("offer_hours") or 0) <= MAX_OFFER_HOURS:
        found["offer_hours"] = _("An offer lasts at most two weeks (336 hours).")
    times = ("starts_at", "ends_at", "registration_opens", "registration_closes")
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
    return found

"""Whole calendars: the file of one event, the feed of many, the part of a mail."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from functools import lru_cache

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from icalendar import Calendar, Timezone
from icalendar import Event as Entry

from clusterkit.events.calendars.entries import Standing, add_people, entry_of
from clusterkit.events.enums import EventState
from clusterkit.events.models import Event
from clusterkit.tenancy.context import current_cluster

CONTENT_TYPE = "text/calendar; charset=utf-8"
REFRESH = timedelta(hours=1)
"""How often calendar programs are asked to fetch a feed again."""
KNOWN_UNTIL = 2038


def calendar_of(event: Event, *, standing: Standing = Standing.LOOKS, online_url: str = "") -> bytes:
    """One event; ``METHOD:CANCEL`` when it was cancelled. *online_url* only for who may know it."""
    calendar = _calendar("CANCEL" if event.state == EventState.CANCELLED else "PUBLISH")
    return _bytes(calendar, [entry_of(event, standing=standing, online_url=online_url)], [event])


def calendar_feed(lines: Iterable[tuple[Event, Entry]], *, name: str = "", extra: Iterable[Entry] = ()) -> bytes:
    """Events with their entries, to subscribe to; cancelled ones stay in, marked, so that calendars take them out.

    *name* is what programs call the calendar; by default the cluster. *extra* are entries of no event.
    """
    cluster = current_cluster()
    calendar = _calendar("PUBLISH")
    name = name or str(cluster.short_name or cluster.name)
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", cluster.time_zone)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    found = list(lines)
    return _bytes(calendar, [*(entry for _event, entry in found), *extra], [event for event, _entry in found])


def invitation(
    event: Event, *, address: str, is_off: bool, online_url: str = "", now: datetime | None = None
) -> tuple[str, bytes]:
    """The method and the calendar of a mail to *address*: ``REQUEST`` puts the event in, ``CANCEL`` takes it out again.

    Programs keep the version with the higher SEQUENCE, of equal ones that with the later DTSTAMP: that is when the mail is made.
    """
    method = "CANCEL" if is_off or event.state == EventState.CANCELLED else "REQUEST"
    entry = entry_of(event, standing=Standing.COMES, online_url=online_url, stamp=now or timezone.now())
    if method == "CANCEL":
        entry["status"] = "CANCELLED"
    cluster = current_cluster()
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    add_people(entry, sender=sender, sender_name=str(cluster.short_name or cluster.name), address=address)
    return method, _bytes(_calendar(method), [entry], [event])


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//clusterkit//events//{(get_language() or 'en').upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _bytes(calendar: Calendar, entries: Iterable[Entry], events: Iterable[Event]) -> bytes:
    """With the rules of all zones that are used, up to past the last event: a program that lacks a rule guesses."""
    known = list(events)
    last = max((event.ends_at.year + 2 for event in known), default=0)
    for name in sorted({event.time_zone for event in known} - {"UTC"}):
        calendar.add_component(_zone(name, max(last, KNOWN_UNTIL)))
    for entry in entries:
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


@lru_cache(maxsize=64)
def _zone(name: str, until: int) -> Timezone:
    return Timezone.from_tzid(name, last_date=date(until, 1, 1))

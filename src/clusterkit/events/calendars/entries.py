"""One event as a calendar entry, for one reader: how he stands to it and which link he may know."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from enum import Enum

from icalendar import Event as Entry
from icalendar import vCalAddress

from clusterkit.events.enums import SEATED_STATES, EventState
from clusterkit.events.models import Event, Registration
from clusterkit.tenancy.context import current_cluster, current_schema


class Standing(Enum):
    """How the reader of a calendar stands to an event."""

    LOOKS = "looks"
    """He may come: the entry keeps no time busy."""
    WAITS = "waits"
    """He asked to come, or stands in the queue: tentative."""
    COMES = "comes"
    """He has a place."""


def standing_of(registration: Registration | None) -> Standing:
    """How somebody with this live registration (or none) stands to the event."""
    if registration is None:
        return Standing.LOOKS
    return Standing.COMES if registration.state in SEATED_STATES else Standing.WAITS


def uid_of(event: Event) -> str:
    """The name of an event in all calendars, for ever."""
    return f"event-{event.pk}@{current_schema()}.clusterkit"


def entry_of(
    event: Event, *, standing: Standing = Standing.LOOKS, online_url: str = "", stamp: datetime | None = None
) -> Entry:
    """The entry. *online_url* only for who may know it; *stamp* is when this version was made, by default the last change."""
    url = current_cluster().absolute_url(event.get_absolute_url())
    entry = Entry()
    entry.add("uid", uid_of(event))
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", stamp or event.updated_at)
    entry.add("last-modified", event.updated_at)
    entry.add("dtstart", _on_clock(event.starts_at, event.zone))
    entry.add("dtend", _on_clock(event.ends_at, event.zone))
    entry.add("summary", str(event.title))
    entry.add("status", _status(event, standing))
    entry.add("transp", "OPAQUE" if standing is Standing.COMES else "TRANSPARENT")
    entry.add("url", url)
    place = ", ".join(part for part in (event.place, event.address) if part)
    if place or online_url:
        entry.add("location", place or online_url)
    entry.add("description", "\n\n".join(part for part in (str(event.summary), online_url, url) if part))
    if event.series_id is not None:
        # The dates of a series are events of their own; programs that know of relations show them together.
        entry.add(
            "related-to", f"series-{event.series_id}@{current_schema()}.clusterkit", parameters={"RELTYPE": "PARENT"}
        )
    return entry


def _on_clock(moment: datetime, zone: tzinfo) -> datetime:
    """By the clock of the place. In the hour that a night has twice a calendar reads the first one: the second is told as UTC."""
    local = moment.astimezone(zone)
    return moment.astimezone(UTC) if local.fold else local


def _status(event: Event, standing: Standing) -> str:
    if event.state == EventState.CANCELLED:
        return "CANCELLED"
    return "TENTATIVE" if standing is Standing.WAITS else "CONFIRMED"


def add_people(entry: Entry, *, sender: str, sender_name: str, address: str) -> None:
    """Who sends the entry and whom it is for: he has answered already, nobody waits for his "accept"."""
    organizer = vCalAddress(f"mailto:{sender}")
    organizer.params["CN"] = sender_name
    entry["organizer"] = organizer
    attendee = vCalAddress(f"mailto:{address}")
    attendee.params["PARTSTAT"] = "ACCEPTED"
    attendee.params["RSVP"] = "FALSE"
    entry["attendee"] = attendee

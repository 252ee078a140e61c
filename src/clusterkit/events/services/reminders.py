"""Reminding those who have a place: a day before an event begins, and an hour before.

An event keeps for which beginning its people were reminded: one that was moved reminds anew, and a worker that was away
reminds once of what is still ahead. Who cancelled is not among those who have a place then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from clusterkit.core import ports
from clusterkit.events import notices
from clusterkit.events.enums import EventState, RegistrationState, SeatMode
from clusterkit.events.models import Event, Registration
from clusterkit.events.services.seats import locked_event
from clusterkit.events.services.telling import to_person


@dataclass(frozen=True)
class Reminder:
    """One of the two: sent when the event begins in less than ``within`` and not in less than ``beyond``."""

    name: str
    within: timedelta
    beyond: timedelta
    field: str


REMINDERS: Final = (
    Reminder("day", timedelta(hours=24), timedelta(hours=1), "day_reminded_for"),
    Reminder("hour", timedelta(hours=1), timedelta(0), "hour_reminded_for"),
)
EVENTS_AT_ONCE: Final = 20


def remind_due(now: datetime | None = None) -> int:
    """Remind of what begins soon, once for each beginning. Returns how many notices were written."""
    moment = now or timezone.now()
    told = 0
    for reminder in REMINDERS:
        window = (moment + reminder.beyond, moment + reminder.within)
        due = Event.objects.filter(state=EventState.PUBLISHED, starts_at__gt=window[0], starts_at__lte=window[1])
        for event in due.exclude(**{reminder.field: F("starts_at")}).order_by("starts_at", "pk")[:EVENTS_AT_ONCE]:
            told += _remind(event, reminder, window)
    return told


@transaction.atomic
def _remind(event: Event, reminder: Reminder, window: tuple[datetime, datetime]) -> int:
    row = locked_event(event)
    is_due = row.state == EventState.PUBLISHED and window[0] < row.starts_at <= window[1]
    if not is_due or getattr(row, reminder.field) == row.starts_at:
        return 0
    Event.objects.filter(pk=row.pk).update(**{reminder.field: row.starts_at})
    places = Registration.objects.filter(event=row, state=RegistrationState.CONFIRMED).select_related("host", "user")
    found = [_notice(place, row, reminder) for place in places.order_by("pk")]
    ports.notify(*found)
    return len(found)


def _notice(place: Registration, event: Event, reminder: Reminder) -> ports.Notice:
    online = place.mode == SeatMode.ONLINE
    told = to_person(
        notices.REMINDER,
        place,
        event,
        within=reminder.name,
        online_url=event.online_url if online else "",
    )
    return ports.Notice(
        told.kind,
        told.recipients,
        place.get_absolute_url(),
        f"{notices.REMINDER.code}:{place.pk}:{reminder.name}:{event.starts_at.isoformat()}",
        told.context,
        told.target,
    )

"""The times and tables of short meetings: plain arithmetic, apart from who asks and who writes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Final

from clusterkit.events.enums import SeatMode
from clusterkit.events.models import Event

MOST_SLOTS: Final = 200
"""An event of several days would else offer its nights too. Who needs more sets from when until when people meet."""


def has_meetings(event: Event) -> bool:
    """Whether participants arrange short meetings at *event*."""
    return event.meeting_minutes > 0 and event.meeting_tables > 0


def table_mode(event: Event) -> SeatMode:
    """Who sits at the tables: who comes on site; at an event that is online only, who is online."""
    return event.seat_modes[0]


def slots_of(event: Event) -> list[datetime]:
    """When meetings can begin: one after the other, each within the event and its hours of meetings."""
    if not has_meetings(event):
        return []
    step = timedelta(minutes=event.meeting_minutes)
    # Instants, not the clock on the wall: in the night in which the clock changes no slot is lost or doubled.
    begins = max(event.meetings_from or event.starts_at, event.starts_at).astimezone(UTC)
    until = min(event.meetings_until or event.ends_at, event.ends_at).astimezone(UTC)
    number = min(max((until - begins) // step, 0), MOST_SLOTS)
    return [begins + step * place for place in range(number)]


def free_table(taken: Collection[int], tables: int) -> int | None:
    """The lowest number that nobody sits at; None where all are taken."""
    return next((number for number in range(1, tables + 1) if number not in taken), None)

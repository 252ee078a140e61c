"""Short meetings that cannot take place any more. Everything here runs while the event's row is locked."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from clusterkit.core import ports, transitions
from clusterkit.core.policies import SystemActor
from clusterkit.events.enums import LIVE_MEETINGS, MeetingState, RegistrationState
from clusterkit.events.models import Event, Meeting, Registration
from clusterkit.events.notices_afterwards import MEETING_CALLED_OFF
from clusterkit.events.services.telling_meetings import to_side
from clusterkit.events.slots import free_table, slots_of, table_mode
from clusterkit.events.transitions import MEETING

SYSTEM = SystemActor()

AT_THE_TABLES = frozenset({RegistrationState.CONFIRMED, RegistrationState.ATTENDED})
"""Who has a place and may still sit down."""


def sits(event: Event, prefix: str = "") -> Q:
    """The condition "comes, the way in which the tables are reached"; *prefix* is a path to the registration."""
    return Q(**{f"{prefix}state__in": sorted(AT_THE_TABLES), f"{prefix}mode": table_mode(event)})


def call_off_lost(event: Event, now: datetime | None = None) -> list[Meeting]:
    """Call off what lies ahead where a side gave its place up, or where the time or the table is gone.

    Who still comes is told. A meeting whose table was taken away gets another one where one is free.
    """
    now = now or timezone.now()
    ahead = Meeting.objects.filter(event_id=event.pk, state__in=sorted(LIVE_MEETINGS), starts_at__gt=now)
    if not ahead.exists():
        return []
    slots = set(slots_of(event))
    gone = ahead.exclude(sits(event, "proposer__") & sits(event, "invitee__"), starts_at__in=slots)
    lost = list(gone.select_related("proposer", "invitee").order_by("pk"))
    lost += _without_table(event, ahead.exclude(pk__in=[row.pk for row in lost]))
    for meeting in lost:
        _call_off(meeting, event)
    return lost


def _without_table(event: Event, rows: object) -> list[Meeting]:
    """Those beyond the last table for which no other is free; the others move."""
    left = []
    beyond = Meeting.objects.filter(
        pk__in=rows.values("pk"),  # type: ignore[attr-defined]
        state=MeetingState.ACCEPTED,
        table__gt=event.meeting_tables,
    )
    for meeting in beyond.select_related("proposer", "invitee").order_by("starts_at", "pk"):
        table = free_table(taken_tables(event, meeting.starts_at), event.meeting_tables)
        if table is None:
            left.append(meeting)
            continue
        meeting.table, meeting.version = table, meeting.version + 1
        meeting.save(update_fields=["table", "version"])
    return left


def taken_tables(event: Event, starts_at: datetime) -> set[int]:
    """The tables at which somebody sits then."""
    rows = Meeting.objects.filter(event_id=event.pk, state=MeetingState.ACCEPTED, starts_at=starts_at)
    return {table for table in rows.values_list("table", flat=True) if table is not None}


def _call_off(meeting: Meeting, event: Event) -> None:
    def notices(row: Meeting) -> list[ports.Notice]:
        return [to_side(MEETING_CALLED_OFF, row, side, event, by_person=False) for side in coming]

    sides: list[Registration] = [meeting.proposer, meeting.invitee]
    mode = table_mode(event)
    coming = [side for side in sides if side.state in AT_THE_TABLES and side.mode == mode]
    transitions.apply(MEETING, "withdraw", meeting, actor=SYSTEM, notices=notices)

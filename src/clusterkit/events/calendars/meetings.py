"""Arranged short meetings as entries of the personal calendar."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Event as Entry

from clusterkit.core.policies import Actor, policy_of
from clusterkit.events.enums import MeetingState
from clusterkit.events.models import Event
from clusterkit.events.selectors.meetings import MeetingRow, own_meetings, rows_of
from clusterkit.tenancy.context import current_cluster, current_schema

KEPT: Final = timedelta(days=90)
"""So long meetings that are over stay in the calendar."""


def meeting_entries(viewer: Actor) -> list[Entry]:
    """The viewer's arranged meetings at events that he may see; one statement."""
    visible = policy_of(Event).visible_to(viewer).order_by().values("pk")
    rows = own_meetings(viewer).filter(
        state=MeetingState.ACCEPTED, starts_at__gt=timezone.now() - KEPT, event__in=visible
    )
    return [_entry(row) for row in rows_of(viewer, rows)]


def _entry(row: MeetingRow) -> Entry:
    meeting = row.meeting
    entry = Entry()
    entry.add("uid", f"meeting-{meeting.pk}@{current_schema()}.clusterkit")
    entry.add("sequence", meeting.version)
    entry.add("dtstamp", meeting.state_changed_at)
    entry.add("dtstart", meeting.starts_at.astimezone(UTC))
    entry.add("dtend", (meeting.starts_at + timedelta(minutes=meeting.event.meeting_minutes)).astimezone(UTC))
    entry.add("summary", _("Short meeting: %(name)s") % {"name": row.other.name})
    where = [_("table %(number)s") % {"number": meeting.table}] if meeting.table is not None else []
    entry.add("location", ", ".join([*where, *([meeting.event.place] if meeting.event.place else [])]))
    entry.add("description", f"{meeting.event}\n\n{current_cluster().absolute_url(meeting.event.get_absolute_url())}")
    entry.add("status", "CONFIRMED")
    return entry

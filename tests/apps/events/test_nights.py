"""Nights in which the clocks change: Warsaw in spring and autumn, Minsk, where they never do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Timezone

from clusterkit.core import ports
from clusterkit.core.exceptions import StateConflict
from clusterkit.core.ports import Notice
from clusterkit.events.calendars import calendar_of
from clusterkit.events.models import Event
from clusterkit.events.services.conditions import check_open
from clusterkit.events.services.reminders import remind_due
from clusterkit.testing.factories.events import EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db

WARSAW, MINSK = "Europe/Warsaw", "Europe/Minsk"
SPRING, AUTUMN = (2031, 3, 30), (2030, 10, 27)
MOMENTS = {
    "spring, before": (datetime(*SPRING, 1, 30, tzinfo=ZoneInfo(WARSAW)), datetime(*SPRING, 0, 30, tzinfo=UTC)),
    "spring, after": (datetime(*SPRING, 3, 30, tzinfo=ZoneInfo(WARSAW)), datetime(*SPRING, 1, 30, tzinfo=UTC)),
    "autumn, first": (datetime(*AUTUMN, 2, 30, tzinfo=ZoneInfo(WARSAW)), datetime(*AUTUMN, 0, 30, tzinfo=UTC)),
    "autumn, second": (datetime(*AUTUMN, 2, 30, fold=1, tzinfo=ZoneInfo(WARSAW)), datetime(*AUTUMN, 1, 30, tzinfo=UTC)),
    "Minsk, spring": (datetime(*SPRING, 2, 30, tzinfo=ZoneInfo(MINSK)), datetime(2031, 3, 29, 23, 30, tzinfo=UTC)),
    "Minsk, autumn": (datetime(*AUTUMN, 2, 30, tzinfo=ZoneInfo(MINSK)), datetime(2030, 10, 26, 23, 30, tzinfo=UTC)),
}
"""What the clock of the place shows, and the same in universal time."""


@pytest.fixture(params=list(MOMENTS))
def moment(request: pytest.FixtureRequest) -> tuple[datetime, datetime]:
    """One of the moments."""
    return MOMENTS[request.param]


def event_at(local: datetime, **kwargs: Any) -> Event:
    """An event of an hour, read from the database."""
    zone = str(local.tzinfo)
    made = EventFactory(starts_at=local, ends_at=local.astimezone(UTC) + timedelta(hours=1), time_zone=zone, **kwargs)
    return Event.objects.get(pk=made.pk)


def test_a_calendar_reads_the_instant_and_the_hour_of_the_place(moment: tuple[datetime, datetime]) -> None:
    local, instant = moment
    (entry,) = Calendar.from_ical(calendar_of(event_at(local))).walk("VEVENT")
    assert entry.decoded("dtstart").astimezone(UTC) == instant
    assert entry.decoded("dtend").astimezone(UTC) == instant + timedelta(hours=1)


def test_the_rules_of_a_zone_reach_past_the_event() -> None:
    """Of Warsaw in a summer after 2038: a program that knows the zone from the file only must still add two hours."""
    local = datetime(2041, 7, 1, 12, tzinfo=ZoneInfo(WARSAW))
    calendar = Calendar.from_ical(calendar_of(event_at(local)))
    (zone,) = calendar.walk("VTIMEZONE")
    assert isinstance(zone, Timezone)
    assert zone.to_tz(lookup_tzid=False).utcoffset(local.replace(tzinfo=None)) == timedelta(hours=2)


def test_registration_opens_and_closes_at_the_instant(moment: tuple[datetime, datetime]) -> None:
    local, instant = moment
    later = (instant + timedelta(days=3)).astimezone(local.tzinfo)
    opening = event_at(later, registration_opens=local)
    with pytest.raises(StateConflict):
        check_open(opening, instant - timedelta(seconds=1))
    check_open(opening, instant)
    closing = event_at(later, registration_closes=local)
    check_open(closing, instant - timedelta(seconds=1))
    with pytest.raises(StateConflict):
        check_open(closing, instant)


def test_a_night_loses_and_doubles_no_reminder(
    moment: tuple[datetime, datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that looks each quarter of an hour tells of it once a day before and once an hour before, by time that passes."""
    local, instant = moment
    told: list[Notice] = []
    monkeypatch.setattr(ports.notices, "_filled", told.extend)
    RegistrationFactory(event=event_at(local))
    found = {}
    for quarter in range(-4 * 26, 1):
        now = instant + timedelta(minutes=15 * quarter)
        if remind_due(now):
            found[told[-1].context["within"]] = instant - now
    assert found == {"day": timedelta(hours=24), "hour": timedelta(hours=1)}
    assert len(told) == 2

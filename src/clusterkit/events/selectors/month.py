"""Events by day: the weeks of a month, and a list in groups. Days are those of the site's clock, the time zone in force."""

from __future__ import annotations

import calendar
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.formats import get_format
from django.utils.functional import Promise

from clusterkit.core.policies import Actor, policy_of
from clusterkit.events.models import Event, Registration
from clusterkit.events.moments import place_clock
from clusterkit.events.selectors.agenda import OWN, AgendaRow, agenda_rows, state_of

FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2190
"""Months outside are not shown."""
LONGEST: Final = 3660
"""Days of an event that are told at most."""
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class DayEvent:
    """An event on one of its days. ``begins`` and ``ends`` are by the site's clock, None where that is another day.

    ``place_clock`` is the hour by the clock of the place with its offset; empty where both clocks agree.
    """

    event: Event
    begins: datetime | None
    ends: datetime | None
    place_clock: str
    state: str | Promise
    state_tone: str


@dataclass
class Day:
    """A cell of the month."""

    day: date
    in_month: bool
    is_today: bool
    events: list[DayEvent] = field(default_factory=list)


@dataclass(frozen=True)
class Month:
    """The weeks that hold a month, from the day on which the week begins in the reader's language."""

    first: date
    weeks: list[list[Day]]
    previous: date | None
    following: date | None
    number: int

    @property
    def weekdays(self) -> list[date]:
        """Seven days to take the names from."""
        return [cell.day for cell in self.weeks[0]]


@dataclass(frozen=True)
class DayGroup:
    """The rows of a list that begin on one day, or were under way when it began."""

    day: date
    is_today: bool
    rows: list[AgendaRow]


def start_of(day: date, zone: tzinfo | None = None) -> datetime:
    """The instant at which a day begins by the site's clock, also in a night in which the clocks change."""
    return datetime.combine(day, time.min, zone or timezone.get_current_timezone())


def month_from(text: str, today: date | None = None) -> date:
    """The first day of the month that an address names ("2026-11"); of this month for anything else."""
    today = today or timezone.localdate()
    found = _MONTH.fullmatch(text)
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return today.replace(day=1)
    return date(int(found[1]), int(found[2]), 1)


def month_of(viewer: Actor, first: date, rows: QuerySet[Event] | None = None) -> Month:
    """The month that begins with *first*, with those of *rows* that the viewer may see. Two statements at most."""
    first_weekday = (int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7
    weeks = calendar.Calendar(first_weekday).monthdatescalendar(first.year, first.month)
    today = timezone.localdate()
    cells = {day: Day(day, day.month == first.month, day == today) for week in weeks for day in week}
    events = _between(viewer, rows, start_of(weeks[0][0]), start_of(weeks[-1][-1] + timedelta(days=1)))
    shown = 0
    for event in events:
        here = [cells[day] for day in days_of(event) if day in cells]
        shown += any(cell.in_month for cell in here)
        for cell in here:
            cell.events.append(_on(event, cell.day))
    before, after = first - timedelta(days=1), first + timedelta(days=32)
    return Month(
        first=first,
        weeks=[[cells[day] for day in week] for week in weeks],
        previous=before.replace(day=1) if before.year >= FIRST_YEAR else None,
        following=after.replace(day=1) if after.year <= LAST_YEAR else None,
        number=shown,
    )


def by_day(events: Sequence[Event], *, since: date | None = None) -> list[DayGroup]:
    """A page of a list in groups. What began before *since* (by default today) and goes on stands on that day."""
    today = timezone.localdate()
    since = since or today
    groups: dict[date, list[AgendaRow]] = defaultdict(list)
    for row in agenda_rows(events):
        days = days_of(row.event)
        groups[max(days[0], min(since, days[-1]))].append(row)
    return [DayGroup(day, day == today, rows) for day, rows in sorted(groups.items())]


def days_of(event: Event) -> list[date]:
    """The days of an event by the site's clock. One that ends at midnight does not take the day that begins then."""
    here = timezone.get_current_timezone()
    first = event.starts_at.astimezone(here).date()
    last = (event.ends_at - timedelta(microseconds=1)).astimezone(here).date()
    return [first + timedelta(days=number) for number in range(min((last - first).days, LONGEST) + 1)]


def _between(viewer: Actor, rows: QuerySet[Event] | None, since: datetime, until: datetime) -> Iterable[Event]:
    own = Registration.objects.live().filter(user_id=viewer.user_id) if viewer.user_id else Registration.objects.none()
    found = policy_of(Event).visible_to(viewer, rows).filter(starts_at__lt=until, ends_at__gt=since)
    found = found.defer("search", "body", "directions").order_by("starts_at", "pk")
    return found.prefetch_related(Prefetch("registrations", queryset=own, to_attr=OWN))


def _on(event: Event, day: date) -> DayEvent:
    here = timezone.get_current_timezone()
    begins, ends = event.starts_at.astimezone(here), event.ends_at.astimezone(here)
    state, tone = state_of(event)
    return DayEvent(
        event=event,
        begins=begins if begins.date() == day else None,
        ends=ends if ends.date() == day else None,
        place_clock=place_clock(event) if begins.date() == day else "",
        state=state,
        state_tone=tone,
    )

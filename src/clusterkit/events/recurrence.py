"""Rules by which an event comes again: RFC 5545's RRULE, as far as a cluster's office needs it.

A rule is text such as ``FREQ=MONTHLY;BYDAY=1TU``. Only weeks and months are taken, with the parts named in ``_PARTS``: a rule
of every second, or one without any date, cannot keep the worker busy. Dates are reckoned by the wall clock of the event's place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterkit.core.exceptions import InvalidInput

DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LAST: Final = -1
MOST_DATES: Final = 200
MOST_WEEKS: Final = 12
_PARTS = frozenset({"FREQ", "INTERVAL", "BYDAY", "COUNT", "UNTIL"})
_DAY = re.compile(rf"^(-1|[1-5])?({'|'.join(DAYS)})$")
_UNTIL = re.compile(r"^(\d{4})(\d{2})(\d{2})$", re.ASCII)
_NUMBER = re.compile(r"^[1-9]\d{0,2}$", re.ASCII)


@dataclass(frozen=True)
class Rule:
    """A rule in parts. ``days`` are numbers of weekdays, Monday 0; ``nth`` is 0 in a rule of weeks, 1 to 5 or ``LAST`` in one
    of months. At most one of ``count`` and ``until`` (the last day) bounds it."""

    monthly: bool = False
    interval: int = 1
    days: tuple[int, ...] = ()
    nth: int = 0
    count: int | None = None
    until: date | None = None

    def __str__(self) -> str:
        """As RFC 5545 writes it."""
        parts = [f"FREQ={'MONTHLY' if self.monthly else 'WEEKLY'}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.days:
            mark = str(self.nth) if self.monthly else ""
            parts.append("BYDAY=" + ",".join(f"{mark}{DAYS[day]}" for day in self.days))
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        elif self.until is not None:
            parts.append(f"UNTIL={self.until:%Y%m%d}")
        return ";".join(parts)

    def dates(self, first_at: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        """The instants of the rule from *first_at* on, which is always the first one; endless without a bound.

        An hour that a night in spring leaves out is the one after it; of an hour that comes twice in autumn it is the first.
        """
        first = first_at.astimezone(zone).replace(tzinfo=None)
        days = [weekday(day, self.nth) if self.monthly else weekday(day) for day in self.days]
        end = datetime.combine(self.until, datetime.max.time()) if self.until is not None else None
        rule = rrule(
            MONTHLY if self.monthly else WEEKLY,
            dtstart=first,
            interval=self.interval,
            byweekday=days or None,
            until=end,
        )
        yield first_at
        made = 1
        for wall in rule:
            if self.count is not None and made >= self.count:
                return
            if wall > first:
                made += 1
                yield wall.replace(tzinfo=zone).astimezone(UTC)

    def text(self) -> str:
        """The rule in words: "every week on Tuesday", "on the first Tuesday of each month"."""
        names = ", ".join(str(WEEKDAYS[day]) for day in self.days)
        if self.monthly:
            words = _("on each month’s %(nth)s: %(day)s") % {"nth": nth_label(self.nth), "day": names}
            if self.interval > 1:
                words = _("%(when)s, every %(count)d months") % {"when": words, "count": self.interval}
        else:
            words = ngettext("every week", "every %(count)d weeks", self.interval) % {"count": self.interval}
            if names:
                words = _("%(when)s: %(days)s") % {"when": words, "days": names}
        if self.count is not None:
            times = ngettext("%(count)d time", "%(count)d times", self.count) % {"count": self.count}
            return f"{words}; {times}"
        if self.until is not None:
            return _("%(when)s; until %(date)s") % {"when": words, "date": date_format(self.until, "DATE_FORMAT")}
        return words


def nth_label(nth: int) -> str:
    """ "first" for 1, "last" for ``LAST``."""
    labels = {1: _("first"), 2: _("second"), 3: _("third"), 4: _("fourth"), 5: _("fifth"), LAST: _("last")}
    return labels.get(nth, "")


def nth_of(day: date) -> int:
    """Which weekday of its month *day* is: 1 for the first Tuesday."""
    return (day.day - 1) // 7 + 1


def parse_rule(text: str) -> Rule:
    """The rule of *text*. Raises ``InvalidInput`` with field "rule"."""
    parts: dict[str, str] = {}
    for part in text.strip().upper().removeprefix("RRULE:").split(";"):
        name, _sign, value = part.partition("=")
        if name not in _PARTS or name in parts or not value:
            raise _refused()
        parts[name] = value
    frequency = parts.get("FREQ")
    if frequency not in ("WEEKLY", "MONTHLY") or {"COUNT", "UNTIL"} <= set(parts):
        raise _refused()
    monthly = frequency == "MONTHLY"
    nth, days = _days_of(parts.get("BYDAY", ""), monthly=monthly)
    count = _number(parts["COUNT"], MOST_DATES) if "COUNT" in parts else None
    interval = _number(parts.get("INTERVAL", "1"), MOST_WEEKS)
    return Rule(monthly, interval, days, nth, count, _until(parts["UNTIL"]) if "UNTIL" in parts else None)


def _days_of(text: str, *, monthly: bool) -> tuple[int, tuple[int, ...]]:
    found: set[int] = set()
    marks: set[int] = set()
    for item in text.split(",") if text else ():
        match = _DAY.match(item)
        if match is None:
            raise _refused()
        marks.add(int(match[1] or 0))
        found.add(DAYS.index(match[2]))
    nth = next(iter(marks), 0)
    # In a month: exactly one weekday with its number. In a week: weekdays without numbers.
    if monthly and (len(found) != 1 or len(marks) != 1 or nth == 0):
        raise _refused()
    if not monthly and marks - {0}:
        raise _refused()
    return nth, tuple(sorted(found))


def _number(text: str, most: int) -> int:
    if not _NUMBER.match(text) or int(text) > most:
        raise _refused()
    return int(text)


def _until(text: str) -> date:
    match = _UNTIL.match(text[:8])
    if match is None:
        raise _refused()
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise _refused() from None


def _refused() -> InvalidInput:
    return InvalidInput(
        _("This rule is not understood. Write for example FREQ=WEEKLY;BYDAY=TU or FREQ=MONTHLY;BYDAY=1TU;COUNT=6."),
        field="rule",
    )

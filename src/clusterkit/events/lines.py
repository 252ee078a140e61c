"""The sessions and the speakers as people type them: one a line.

A session is ``10:30–11:00 Title | room | speaker, speaker``; lines without a time describe the session above them. An event of
several days has lines with a date alone (``25.11.2026`` or ``2026-11-25``) above the sessions of that day. A speaker is
``Name, role | about``. A backslash takes the meaning off the sign or the line that follows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_CLOCK = r"([01]?\d|2[0-3])[:.]([0-5]\d)"
_TIME = re.compile(rf"^{_CLOCK}(?:\s*[-–—]\s*{_CLOCK})?\s+(\S.*)$")
_DAY = re.compile(r"^(?:(\d{4})-(\d{2})-(\d{2})|(\d{1,2})\.(\d{1,2})\.(\d{4}))\.?:?$", re.ASCII)
_ROLE = re.compile(r"\s*(?:,|\s[-–—])\s+")
_BAR = re.compile(r"\s*(?<!\\)\|\s*")
_NAMES = re.compile(r"\s*[,;]\s*")

SPEAKER_LIMITS = (160, 200, 1000)
SESSION_LIMITS = {"title": 300, "room": 120, "description": 4000}


@dataclass
class LineProblem(Exception):
    """A line that cannot be read: its number and what is wrong with it."""

    number: int
    message: str | Promise


@dataclass
class SessionLine:
    """A session as it was typed."""

    number: int
    starts: time
    ends: time | None
    title: str
    day: date | None = None
    room: str = ""
    speakers: list[str] = field(default_factory=list)
    description: list[str] = field(default_factory=list)


def session_lines(text: str) -> list[SessionLine]:
    """The sessions of *text*. Raises :class:`LineProblem`."""
    found: list[SessionLine] = []
    day: date | None = None
    for number, line in enumerate((part.strip() for part in text.splitlines()), 1):
        if not line:
            continue
        if match := _DAY.match(line):
            day = _day(number, match)
        elif match := _TIME.match(line):
            found.append(_session(number, match, day))
        elif not found:
            raise LineProblem(number, _("Begin with the time, for example: 10:30 Welcome"))
        else:
            found[-1].description.append(_plain(line))
    return found


def _day(number: int, match: re.Match[str]) -> date:
    parts = match[1], match[2], match[3]
    if match[1] is None:
        parts = match[6], match[5], match[4]
    try:
        return date(*(int(part) for part in parts))
    except ValueError:
        raise LineProblem(number, _("There is no such date.")) from None


def _session(number: int, match: re.Match[str], day: date | None) -> SessionLine:
    title, *rest = (_plain(part) for part in _BAR.split(match[5]))
    if len(rest) > 2:
        raise LineProblem(number, _("Write the title, the room and the speakers, with a | between them."))
    room, speakers = [*rest, "", ""][:2]
    ends = time(int(match[3]), int(match[4])) if match[3] else None
    names = [name for name in _NAMES.split(speakers) if name]
    return SessionLine(number, time(int(match[1]), int(match[2])), ends, title, day, room, names)


def sessions_of(
    lines: Iterable[SessionLine], *, zone: ZoneInfo, starts_at: datetime, speakers: Iterable[str]
) -> list[dict[str, Any]]:
    """What the services take, with instants. Raises :class:`LineProblem`."""
    known = {name.casefold(): name for name in speakers}
    first_day = starts_at.astimezone(zone).date()
    found = []
    for line in lines:
        values = {"title": line.title, "room": line.room, "description": "\n".join(line.description)}
        for name, limit in SESSION_LIMITS.items():
            if len(values[name]) > limit:
                raise LineProblem(line.number, _("The line is too long."))
        if not line.title:
            raise LineProblem(line.number, _("Say what happens at this time."))
        for name in line.speakers:
            if name.casefold() not in known:
                raise LineProblem(line.number, _("Write “%(name)s” among the speakers too.") % {"name": name[:160]})
        begins = datetime.combine(line.day or first_day, line.starts, zone)
        if line.day is None and begins.astimezone(UTC) < starts_at:
            # What begins "earlier" than the event does so after midnight.
            late = begins + timedelta(days=1)
            begins = late if late - timedelta(hours=18) < starts_at else begins
        ends = datetime.combine(begins.date(), line.ends, zone) if line.ends is not None else None
        if ends is not None and ends <= begins:
            ends += timedelta(days=1)
        found.append(
            values
            | {
                "starts_at": begins.astimezone(UTC),
                "ends_at": ends.astimezone(UTC) if ends is not None else None,
                "speakers": [known[name.casefold()] for name in line.speakers],
            }
        )
    return found


def session_text(sessions: Iterable[Any], zone: ZoneInfo, starts_at: datetime) -> str:
    """The way back; dates stand where not everything is on the first day."""
    rows = [(item, item.starts_at.astimezone(zone)) for item in sessions]
    first_day = starts_at.astimezone(zone).date()
    dated = any(begins.date() != first_day for _item, begins in rows)
    lines: list[str] = []
    day: date | None = None
    for item, begins in rows:
        if dated and begins.date() != day:
            day = begins.date()
            lines.append(day.isoformat())
        when = f"{begins:%H:%M}"
        if item.ends_at is not None:
            when += f"–{item.ends_at.astimezone(zone):%H:%M}"
        names = ", ".join(speaker.name for speaker in item.speakers.all())
        parts = [_marked(item.title), _marked(item.room), names]
        while not parts[-1]:
            parts.pop()
        lines.append(f"{when} {' | '.join(parts)}")
        lines += [_marked_line(line) for line in item.description.splitlines()]
    return "\n".join(lines)


def speaker_lines(text: str) -> list[dict[str, str]]:
    """``{"name", "role", "about"}`` of each line that is not empty; the role stands after the first comma or dash."""
    found = []
    for line in (part.strip() for part in text.splitlines()):
        if line:
            who, *about = _BAR.split(line, maxsplit=1)
            name, *role = _ROLE.split(who, maxsplit=1)
            found.append({"name": name, "role": (role or [""])[0], "about": (about or [""])[0]})
    return found


def speaker_text(speakers: Iterable[Any]) -> str:
    """The way back."""
    lines = []
    for item in speakers:
        who = f"{item.name}, {item.role}" if item.role else item.name
        lines.append(f"{who} | {' '.join(item.about.split())}" if item.about else who)
    return "\n".join(lines)


def names_of(speakers: Iterable[Mapping[str, str]]) -> list[str]:
    """The names of speakers that were typed."""
    return [item["name"] for item in speakers]


def _plain(text: str) -> str:
    return text[1:] if text.startswith("\\") and not text.startswith("\\|") else text.replace("\\|", "|")


def _marked(text: str) -> str:
    return text.replace("|", "\\|")


def _marked_line(line: str) -> str:
    text = line.strip()
    return f"\\{text}" if not text or text.startswith("\\") or _TIME.match(text) or _DAY.match(text) else text

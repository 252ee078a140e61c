"""The speakers and sessions of an event: written together with it, and kept where they stay the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from clusterkit.core.exceptions import InvalidInput
from clusterkit.directory.models import Sector
from clusterkit.events.models import Event, Session, Speaker
from clusterkit.events.validators import MOST_SESSIONS, problem_of_session

SESSION_FIELDS = ("title", "description", "starts_at", "ends_at", "room")
SPEAKER_FIELDS = ("name", "role", "about")


def write_parts(
    event: Event,
    *,
    sectors: Iterable[Sector] | None = None,
    speakers: Sequence[Mapping[str, Any]] | None = None,
    sessions: Sequence[Mapping[str, Any]] | None = None,
    moved_from: tuple[datetime, datetime] | None = None,
) -> None:
    """Write the parts of a locked event; what is None stays. *moved_from* are its former times, by the wall of its place:
    sessions that are not given move with it.

    Raises ``InvalidInput`` for a session that does not fit into the event.
    """
    if sectors is not None:
        event.sectors.set(sectors)
    if speakers is not None:
        _write_speakers(event, speakers)
    if sessions is not None:
        _write_sessions(event, sessions)
    elif moved_from is not None:
        _move_sessions(event, *moved_from)


def _write_speakers(event: Event, speakers: Sequence[Mapping[str, Any]]) -> None:
    """A speaker of the same name stays the same row, so that the sessions keep him."""
    known: dict[str, list[Speaker]] = {}
    for speaker in event.speakers.all():
        known.setdefault(speaker.name, []).append(speaker)
    for order, item in enumerate(speakers, 1):
        rows = known.get(item["name"])
        row = rows.pop(0) if rows else Speaker(event=event, name=item["name"])
        row.role, row.about, row.order = item.get("role", ""), item.get("about", ""), order
        row.save()
    for left in known.values():
        for row in left:
            row.delete()


def _write_sessions(event: Event, sessions: Sequence[Mapping[str, Any]]) -> None:
    """A session with the same key or title stays the same row, so that materials and links to it stay right."""
    if len(sessions) > MOST_SESSIONS:
        raise InvalidInput(_("An event has at most %(count)d sessions.") % {"count": MOST_SESSIONS}, field="sessions")
    by_name = {speaker.name: speaker for speaker in event.speakers.all()}
    known = {session.pk: session for session in event.sessions.all()}
    kept = [_known_row(known, item) for item in sessions]
    for order, (item, row) in enumerate(zip(sessions, kept, strict=True), 1):
        session = row or Session(event=event)
        for name in SESSION_FIELDS:
            setattr(session, name, item.get(name, None if name == "ends_at" else ""))
        session.order = order
        _check(event, session)
        missing = [name for name in item.get("speakers", ()) if name not in by_name]
        if missing:
            text = _("Write “%(name)s” among the speakers too.") % {"name": missing[0]}
            raise InvalidInput(text, field="sessions")
        session.save()
        session.speakers.set([by_name[name] for name in item.get("speakers", ())])
    for left in known.values():
        left.delete()


def _known_row(known: dict[int, Session], item: Mapping[str, Any]) -> Session | None:
    key = item.get("id")
    if key is not None:
        if key not in known:
            raise InvalidInput(_("This session is not one of the event's."), field="sessions")
        return known.pop(key)
    same = [pk for pk, row in known.items() if row.title == item["title"]]
    return known.pop(same[0]) if same else None


def _move_sessions(event: Event, starts_at: datetime, ends_at: datetime) -> None:
    """Keep each session at its distance from the beginning, by the clock of the place."""
    begins = event.starts_at.astimezone(event.zone)
    shift = begins.replace(tzinfo=None) - starts_at.replace(tzinfo=None)
    for session in event.sessions.all():
        for name in ("starts_at", "ends_at"):
            value = getattr(session, name)
            if value is not None:
                wall = value.astimezone(starts_at.tzinfo).replace(tzinfo=None) + shift
                setattr(session, name, wall.replace(tzinfo=event.zone).astimezone(UTC))
        _check(event, session)
        session.save()


def _check(event: Event, session: Session) -> None:
    problem = problem_of_session(
        title=session.title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        event_starts_at=event.starts_at,
        event_ends_at=event.ends_at,
    )
    if problem is not None:
        raise InvalidInput(f"{session.title[:80]}: {problem}" if session.title else problem, field="sessions")


def sessions_as_values(event: Event) -> list[dict[str, Any]]:
    """The sessions of an event as the services take them, without their keys."""
    return [
        {name: getattr(session, name) for name in SESSION_FIELDS}
        | {"speakers": [speaker.name for speaker in session.speakers.all()]}
        for session in event.sessions.prefetch_related("speakers")
    ]


def speakers_as_values(event: Event) -> list[dict[str, str]]:
    """The speakers of an event as the services take them."""
    return [{name: getattr(speaker, name) for name in SPEAKER_FIELDS} for speaker in event.speakers.all()]

"""The same event again, as a draft."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from clusterkit.core.policies import Actor, policy_of
from clusterkit.events.actions import MANAGE
from clusterkit.events.models import Event, Material
from clusterkit.events.services.answers import copy_questions
from clusterkit.events.services.managing import FIELDS, create_event
from clusterkit.events.services.parts import sessions_as_values, speakers_as_values

ONE_TIME = ("recording_url",)
"""Values that belong to the date and not to what it is about."""

TIMES = ("starts_at", "ends_at", "registration_opens", "registration_closes", "meetings_from", "meetings_until")
_DAY = timedelta(days=1)


@transaction.atomic
def copy_event(*, actor: Actor, event: Event, starts_at: datetime | None = None, with_materials: bool = False) -> Event:
    """A new draft with the same texts, sessions, speakers and settings; without registrations, and without the materials
    unless *with_materials*. It begins at *starts_at*, else a week later (or as many weeks as it needs to lie ahead).

    Raises ``NotVisible``, ``NotPermitted``, ``InvalidInput``.
    """
    policy_of(Event).require(actor, MANAGE, event)
    copy = create_event(actor=actor, **values_at(event, starts_at or week_later(event)))
    copy_questions(actor=actor, source=event, to=copy)
    copy_questions(actor=actor, source=event, to=copy)
    if with_materials:
        _copy_materials(event, copy)
    return copy


def week_later(event: Event, now: datetime | None = None) -> datetime:
    """The same weekday and hour of the wall, the first that lies ahead."""
    now = now or timezone.now()
    begins = event.starts_at.astimezone(event.zone)
    weeks = max((now - event.starts_at).days // 7, 0) + 1
    while on_wall(begins, begins.date() + weeks * 7 * _DAY, begins.time()) <= now:
        weeks += 1
    return on_wall(begins, begins.date() + weeks * 7 * _DAY, begins.time())


def on_wall(like: datetime, day: date, clock: time) -> datetime:
    """The instant at which the clock of the zone of *like* shows *clock* on *day*."""
    return datetime.combine(day, clock, like.tzinfo).astimezone(UTC)


def moved(value: datetime, event: Event, starts_at: datetime) -> datetime:
    """*value*, a time of *event*, when that begins at *starts_at*: as far from the beginning, by the clock of the place."""
    old, new = (item.astimezone(event.zone).replace(tzinfo=None) for item in (event.starts_at, starts_at))
    wall = value.astimezone(event.zone).replace(tzinfo=None) + (new - old)
    return wall.replace(tzinfo=event.zone).astimezone(UTC)


def values_at(event: Event, starts_at: datetime) -> dict[str, Any]:
    """What ``create_event`` takes to make *event* again at *starts_at*."""
    values = {name: getattr(event, name) for name in FIELDS if name not in ONE_TIME}
    for name in TIMES:
        if values[name] is not None:
            values[name] = moved(values[name], event, starts_at)
    sessions = sessions_as_values(event)
    for session in sessions:
        for name in ("starts_at", "ends_at"):
            if session[name] is not None:
                session[name] = moved(session[name], event, starts_at)
    return {
        "values": values,
        "sectors": list(event.sectors.all()),
        "speakers": speakers_as_values(event),
        "sessions": sessions,
    }


def _copy_materials(event: Event, copy: Event) -> None:
    by_title = {session.title: session for session in copy.sessions.all()}
    for row in event.materials.select_related("session"):
        Material.objects.create(
            event=copy,
            session=by_title.get(row.session.title) if row.session is not None else None,
            title=row.title,
            file_id=row.file_id,
            url=row.url,
            audience=row.audience,
            order=row.order,
        )

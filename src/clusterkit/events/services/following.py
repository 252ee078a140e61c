"""Changing a date of a series: this one alone, or this one and those that follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clusterkit.core.exceptions import InvalidInput, StaleVersion
from clusterkit.core.policies import Actor
from clusterkit.directory.models import Sector
from clusterkit.events.enums import EventState
from clusterkit.events.models import Event
from clusterkit.events.moments import event_when
from clusterkit.events.services.copying import ONE_TIME, TIMES, moved
from clusterkit.events.services.managing import FIELDS, update_event
from clusterkit.events.services.parts import sessions_as_values, speakers_as_values
from clusterkit.events.services.seats import locked_event
from clusterkit.events.services.series import locked_series, start_on


@transaction.atomic
def update_date(*, actor: Actor, event: Event, values: Mapping[str, Any], **parts: Any) -> Event:
    """Change one event. One of a series stands apart from it afterwards: what changes for the others leaves it alone.

    Raises what ``update_event`` raises.
    """
    before = locked_event(event)
    parts_before = _parts(before) if before.series_id is not None else None
    row = update_event(actor=actor, event=event, values=values, **parts)
    if parts_before is None or before.differs:
        return row
    if _changed(before, row) or _parts(row) != parts_before:
        row.differs = True
        row.save(update_fields=["differs"])
    return row


@transaction.atomic
def update_following(
    *,
    actor: Actor,
    event: Event,
    values: Mapping[str, Any],
    sectors: Sequence[Sector] | None = None,
    speakers: Sequence[Mapping[str, Any]] | None = None,
    sessions: Sequence[Mapping[str, Any]] | None = None,
    expected_version: int | None = None,
) -> Event:
    """Change a date of a series, and the same in those that follow and were not changed or called off by themselves.

    The day stays: another hour moves all of them to that hour. Registrations stay, and who comes is told of each date that
    changed. Dates made later copy this one. Raises what ``update_event`` raises, and ``InvalidInput`` for another day or zone.
    """
    if event.series is None:
        raise InvalidInput(_("This event does not belong to a series."))
    series = locked_series(event.series)
    before = locked_event(event)
    if expected_version is not None and before.version != expected_version:
        raise StaleVersion(details={"version": before.version, "expected": expected_version})
    _check_day(before, values)
    row = update_event(actor=actor, event=event, values=values, sectors=sectors, speakers=speakers, sessions=sessions)
    changed = _changed(before, row)
    for other in _following(row):
        start = start_on(row, series, other.occurrence_at or other.starts_at)
        try:
            update_event(
                actor=actor,
                event=other,
                values=_values_for(row, changed, start),
                sectors=sectors,
                speakers=speakers,
                sessions=_sessions_for(row, sessions, start),
            )
        except InvalidInput as error:
            text = _("%(when)s: %(message)s") % {"when": event_when(other), "message": error.message}
            raise InvalidInput(text, field=error.field) from None
    row.differs = False
    row.save(update_fields=["differs"])
    series.pattern = row
    series.save(update_fields=["pattern"])
    return row


def _following(event: Event) -> list[Event]:
    rows = Event.objects.filter(series_id=event.series_id, differs=False, occurrence_at__gt=event.occurrence_at)
    open_rows = rows.filter(state__in=[EventState.DRAFT, EventState.PUBLISHED], starts_at__gt=timezone.now())
    return list(open_rows.order_by("occurrence_at", "pk"))


def _check_day(event: Event, values: Mapping[str, Any]) -> None:
    start = values.get("starts_at", event.starts_at).astimezone(event.zone)
    same_zone = values.get("time_zone", event.time_zone) == event.time_zone
    if not same_zone or start.date() != event.starts_at.astimezone(event.zone).date():
        raise InvalidInput(
            _(
                "Only this date can move to another day or time zone. To meet on another day from now on, end the series and plan a new one."
            ),
            field="starts_at",
        )


def _values_for(event: Event, changed: Sequence[str], starts_at: Any) -> dict[str, Any]:
    """The changed values, with the times as far from the beginning as those of *event*."""
    names = set(changed) | ({"starts_at", "ends_at"} if set(changed) & set(TIMES) else set())
    found: dict[str, Any] = {}
    for name in names:
        value = getattr(event, name)
        found[name] = moved(value, event, starts_at) if name in TIMES and value is not None else value
    return found


def _sessions_for(event: Event, sessions: Sequence[Mapping[str, Any]] | None, starts_at: Any) -> Any:
    if sessions is None:
        return None
    found = []
    for item in sessions:
        session = {name: value for name, value in item.items() if name != "id"}
        for name in ("starts_at", "ends_at"):
            if session.get(name) is not None:
                session[name] = moved(session[name], event, starts_at)
        found.append(session)
    return found


def _changed(before: Event, row: Event) -> list[str]:
    return [name for name in FIELDS if getattr(before, name) != getattr(row, name) and name not in ONE_TIME]


def _parts(event: Event) -> Any:
    sectors = sorted(event.sectors.values_list("pk", flat=True))
    return speakers_as_values(event), sessions_as_values(event), sectors

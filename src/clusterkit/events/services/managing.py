"""Writing, publishing, changing, cancelling and closing events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from clusterkit.core import ports, transitions
from clusterkit.core.exceptions import InvalidInput, StaleVersion, StateConflict
from clusterkit.core.happenings import happened
from clusterkit.core.policies import Actor, policy_of
from clusterkit.directory.models import Sector
from clusterkit.events import happenings, notices
from clusterkit.events.actions import MANAGE
from clusterkit.events.enums import LIVE_STATES, EventState
from clusterkit.events.hooks import event_published
from clusterkit.events.models import Event, Registration
from clusterkit.events.services.calling_off import call_off_lost
from clusterkit.events.services.parts import write_parts
from clusterkit.events.services.seats import locked_event, settle
from clusterkit.events.services.telling import to_participants
from clusterkit.events.transitions import EVENT
from clusterkit.events.validators import problems_of

FIELDS = (
    "title",
    "summary",
    "body",
    "mode",
    "place",
    "address",
    "directions",
    "online_url",
    "time_zone",
    "starts_at",
    "ends_at",
    "capacity_on_site",
    "capacity_online",
    "reserved_on_site",
    "reserved_online",
    "guests_allowed",
    "registration_tier",
    "registration_opens",
    "registration_closes",
    "visibility",
    "needs_approval",
    "offer_hours",
    "organiser",
    "cover",
    "meeting_minutes",
    "meeting_tables",
    "meetings_from",
    "meetings_until",
    "recording_url",
    "asks_feedback",
    "gives_certificates",
    "hours",
)
"""The values of an event that people write."""

TOLD_FIELDS = ("starts_at", "ends_at", "time_zone", "mode", "place", "address", "online_url")
"""Who is registered is told when one of these changes."""

CALENDAR_FIELDS = (*TOLD_FIELDS, "title", "summary")
"""A calendar entry is renewed when one of these changes."""


@transaction.atomic
def create_event(
    *,
    actor: Actor,
    values: Mapping[str, Any],
    sectors: Iterable[Sector] = (),
    speakers: Sequence[Mapping[str, Any]] = (),
    sessions: Sequence[Mapping[str, Any]] = (),
) -> Event:
    """A new draft. *values* by the names in ``FIELDS``; speakers are ``{"name", "role", "about"}``, sessions ``{"title",
    "starts_at", "ends_at", "description", "room", "speakers"}`` with the speakers by name.

    Raises ``NotPermitted``, ``InvalidInput`` (with its field).
    """
    policy_of(Event).require(actor, MANAGE)
    event = Event(**_known(values))
    _check(event)
    event.save()
    write_parts(event, sectors=sectors, speakers=speakers, sessions=sessions)
    ports.record(actor=actor, action=MANAGE.code, target=event, after=_as_json(event, FIELDS))
    return event


@transaction.atomic
def update_event(
    *,
    actor: Actor,
    event: Event,
    values: Mapping[str, Any],
    sectors: Iterable[Sector] | None = None,
    speakers: Sequence[Mapping[str, Any]] | None = None,
    sessions: Sequence[Mapping[str, Any]] | None = None,
    expected_version: int | None = None,
) -> Event:
    """Change an event; what is None stays. More places move the queue on, a new time or place is told to who comes.

    Raises ``NotPermitted``, ``StaleVersion``, ``StateConflict`` (cancelled or over), ``InvalidInput``.
    """
    row = locked_event(event)
    policy_of(Event).require(actor, MANAGE, row)
    if expected_version is not None and row.version != expected_version:
        raise StaleVersion(details={"version": row.version, "expected": expected_version})
    if row.state not in (EventState.DRAFT, EventState.PUBLISHED):
        raise StateConflict(_("A cancelled or closed event is not changed any more. Copy it instead."))
    zone = row.zone
    before = {name: getattr(row, name) for name in FIELDS}
    for name, value in _known(values).items():
        setattr(row, name, value)
    _check(row)
    _check_seats_remain(row)
    changed = [name for name in FIELDS if getattr(row, name) != before[name]]
    row.version += 1
    if row.state == EventState.PUBLISHED and set(changed) & set(CALENDAR_FIELDS):
        row.sequence += 1
    row.save()
    moved = (before["starts_at"].astimezone(zone), before["ends_at"].astimezone(zone))
    is_moved = bool({"starts_at", "ends_at", "time_zone"} & set(changed))
    write_parts(row, sectors=sectors, speakers=speakers, sessions=sessions, moved_from=moved if is_moved else None)
    ports.record(
        actor=actor,
        action=MANAGE.code,
        target=row,
        before={name: _json(before[name]) for name in changed},
        after=_as_json(row, changed),
    )
    told = [name for name in TOLD_FIELDS if name in changed]
    if row.state == EventState.PUBLISHED and told:
        ports.notify(to_participants(notices.EVENT_CHANGED, row, changes=told))
        happened(happenings.EVENT_CHANGED, row, changed=told)
    if "meeting_minutes" in changed:
        call_off_lost(row)
    settle(row)
    return row


def publish_event(*, actor: Actor, event: Event, expected_version: int | None = None) -> Event:
    """Announce a draft. Raises ``NotPermitted``, ``StateConflict``, ``StaleVersion``, ``InvalidInput``."""

    def effect(row: Event) -> None:
        _check(row)
        if row.is_over():
            raise InvalidInput(_("The event is over already: change its dates first."), field="starts_at")

    return transitions.apply(
        EVENT,
        "publish",
        event,
        actor=actor,
        expected_version=expected_version,
        effect=effect,
        announce=event_published,
        happening=happenings.EVENT_PUBLISHED,
    )


def cancel_event(*, actor: Actor, event: Event, reason: str, expected_version: int | None = None) -> Event:
    """Call the event off and tell everybody who is registered, waits or asked. The registrations stay as they are.

    Raises ``NotPermitted``, ``StateConflict``, ``StaleVersion``, ``InvalidInput`` without a reason.
    """

    def effect(row: Event) -> dict[str, object]:
        row.cancel_reason = reason.strip()
        row.sequence += 1
        return {"sequence": row.sequence}

    return transitions.apply(
        EVENT,
        "cancel",
        event,
        actor=actor,
        expected_version=expected_version,
        reason=reason,
        effect=effect,
        notices=lambda row: [to_participants(notices.EVENT_CANCELLED, row)],
        happening=happenings.EVENT_CANCELLED,
    )


def end_event(*, actor: Actor, event: Event, expected_version: int | None = None) -> Event:
    """Close an event. Raises ``NotPermitted``, ``StaleVersion``; ``StateConflict`` before it has begun."""

    def effect(row: Event) -> None:
        if row.starts_at > timezone.now():
            raise StateConflict(_("The event has not begun yet. Cancel it if it does not take place."))

    return transitions.apply(EVENT, "end", event, actor=actor, expected_version=expected_version, effect=effect)


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise ValueError(f"An event has no values {sorted(unknown)}")
    return dict(values)


def _check(event: Event) -> None:
    if not event.title:
        raise InvalidInput(_("Give the event a title."), field="title")
    for field, message in problems_of({name: getattr(event, name) for name in FIELDS}).items():
        raise InvalidInput(message, field=field)


def _check_seats_remain(event: Event) -> None:
    held = Registration.objects.filter(event_id=event.pk, state__in=sorted(LIVE_STATES))
    modes = set(held.values_list("mode", flat=True).distinct())
    if not modes <= set(event.seat_modes):
        raise InvalidInput(
            _("People are registered for the way of taking part that you take away. Move or cancel them first."),
            field="mode",
        )


def _as_json(event: Event, names: Iterable[str]) -> dict[str, Any]:
    return {name: _json(getattr(event, name)) for name in names}


def _json(value: Any) -> Any:
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, dict):
        return dict(value)
    return value.isoformat() if hasattr(value, "isoformat") else value

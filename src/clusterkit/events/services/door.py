"""What happens at the door: checking in, taking it back, and acts that a device noted while the network was away.

Each act is kept with the key that its device chose and the moment it was done. Where a registration stands follows from
its acts in the order of those moments, in whatever order they arrive; the event's row is the lock of all of them.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clusterkit.core import transitions
from clusterkit.core.exceptions import NotVisible, StateConflict
from clusterkit.core.policies import Actor, policy_of
from clusterkit.events.actions import CHECK_IN
from clusterkit.events.codes import plain_code
from clusterkit.events.enums import CheckInKind, EventState, RegistrationState
from clusterkit.events.models import CheckIn, Event, Registration
from clusterkit.events.selectors.door import REFUSED, DoorAnswer
from clusterkit.events.services.certificates import take_back_certificate
from clusterkit.events.services.seats import locked_event
from clusterkit.events.transitions import REGISTRATION

OLDEST: Final = timedelta(days=14)
"""A device that says it did something longer ago than this has a wrong clock."""

MOST_ACTS: Final = 200
"""Acts in one message."""


@dataclass(frozen=True)
class Act:
    """One act at the door, by the code of a ticket or by the registration that was chosen from the list."""

    key: uuid.UUID
    kind: str
    done_at: datetime
    code: str = ""
    registration_id: int | None = None


def note_acts(*, actor: Actor, event: Event, acts: Sequence[Act], sent_at: datetime | None = None) -> list[DoorAnswer]:
    """Note what a device did, in the order in which it was done; each act for itself, so a refused one stops none.

    *sent_at* is the device's clock now: how far it goes wrong is taken off all its moments. Raises ``NotVisible``,
    ``NotPermitted``.
    """
    policy_of(Event).require(actor, CHECK_IN, event)
    now = timezone.now()
    ordered = sorted(
        (replace(act, done_at=true_moment(act.done_at, sent_at, now)) for act in acts), key=lambda act: act.done_at
    )
    return [note_act(actor=actor, event=event, act=act) for act in ordered]


def true_moment(done_at: datetime, sent_at: datetime | None, now: datetime) -> datetime:
    """When it was done by the site's clock; now for what cannot be."""
    # Compared before anything is added: a moment of the year 1 has no earlier one.
    if abs(now - done_at) > 2 * OLDEST:
        return now
    wrong_by = now - sent_at if sent_at is not None else timedelta()
    moment = done_at + min(max(wrong_by, -OLDEST), OLDEST)
    return min(moment, now) if moment >= now - OLDEST else now


@transaction.atomic
def note_act(*, actor: Actor, event: Event, act: Act) -> DoorAnswer:
    """Note one act and say what the door should know. What has the same key counts once. Raises ``NotPermitted``."""
    locked = locked_event(event)
    policy_of(Event).require(actor, CHECK_IN, locked)
    row = _row_of(locked, act)
    if row is None:
        return _not_of_this_event(actor, locked, act)
    if locked.state not in _TAKES_PLACE:
        return DoorAnswer(act.key, "closed", row)
    earlier = CheckIn.objects.filter(key=act.key).first()
    if earlier is not None:
        return _said_before(act, earlier, row)
    if (refused := REFUSED.get(RegistrationState(row.state))) is not None:
        return DoorAnswer(act.key, refused, row)
    was_in = row.state == RegistrationState.ATTENDED
    if act.kind == CheckInKind.UNDO and not was_in and not _acts_of(row):
        return DoorAnswer(act.key, "not_in", row)
    _keep(row, act.kind, actor, act.done_at, act.key)
    row = _bring_to_its_acts(row, actor)
    return _answer(act, row, was_in=was_in)


@transaction.atomic
def check_in(*, actor: Actor, registration: Registration) -> Registration:
    """Let a person in. Raises ``NotPermitted``; ``StateConflict`` for who has no place or is in already."""
    event = locked_event(registration.event)
    check_takes_place(event)
    now = timezone.now()
    done = _apply("check_in", registration, actor, now)
    _keep(done, CheckInKind.IN, actor, now)
    return done


@transaction.atomic
def undo_check_in(*, actor: Actor, registration: Registration) -> Registration:
    """Take a check-in, or "did not come", back. Raises ``NotPermitted``, ``StateConflict``."""
    locked_event(registration.event)
    inside = Registration.objects.filter(pk=registration.pk, state=RegistrationState.ATTENDED)
    before = inside.select_related("event").first()
    done = _apply("undo_check_in", registration, actor, None)
    if before is not None:
        _keep(before, CheckInKind.UNDO, actor, timezone.now())
    return done


def registration_by_code(*, actor: Actor, event: Event, code: str) -> Registration:
    """The registration whose ticket has *code*. Raises ``NotVisible``, ``NotPermitted``."""
    policy_of(Event).require(actor, CHECK_IN, event)
    found = Registration.objects.filter(event_id=event.pk, code=plain_code(code)).select_related("event").first()
    if found is None:
        raise NotVisible
    return found


def check_takes_place(event: Event) -> None:
    """Refuse what is done at the door of an event that is a draft or called off. Raises ``StateConflict``."""
    if event.state not in _TAKES_PLACE:
        raise StateConflict(_("This event does not take place."))


_TAKES_PLACE: Final = frozenset({EventState.PUBLISHED, EventState.ENDED})


def _row_of(event: Event, act: Act) -> Registration | None:
    rows = Registration.objects.filter(event_id=event.pk).select_related("organisation", "event")
    if act.registration_id is not None:
        return rows.filter(pk=act.registration_id).first()
    return rows.filter(code=plain_code(act.code)).first()


def _not_of_this_event(actor: Actor, event: Event, act: Act) -> DoorAnswer:
    elsewhere = policy_of(Registration).visible_to(actor).filter(code=plain_code(act.code)).exclude(event_id=event.pk)
    found = elsewhere.select_related("event", "organisation").first() if act.code else None
    if found is None or not policy_of(Event).visible_to(actor).filter(pk=found.event_id).exists():
        return DoorAnswer(act.key, "unknown")
    return DoorAnswer(act.key, "other_event", found, other_event=str(found.event))


def _said_before(act: Act, earlier: CheckIn, row: Registration) -> DoorAnswer:
    if earlier.registration_id != row.pk or earlier.kind != act.kind:
        return DoorAnswer(act.key, "key_taken", row)
    return _answer(act, row, was_in=False)


def _answer(act: Act, row: Registration, *, was_in: bool) -> DoorAnswer:
    is_in = row.state == RegistrationState.ATTENDED
    if act.kind == CheckInKind.UNDO:
        # An undo of before a check-in that another device noted changes nothing: the person is here.
        return DoorAnswer(act.key, "again" if is_in else "undone", row, row.checked_in_at)
    if not is_in:
        return DoorAnswer(act.key, "later", row)
    return DoorAnswer(act.key, "again" if was_in else "in", row, row.checked_in_at)


def _acts_of(row: Registration) -> list[tuple[str, datetime]]:
    return list(CheckIn.objects.filter(registration=row).order_by("done_at", "pk").values_list("kind", "done_at"))


def _keep(row: Registration, kind: str, actor: Actor, at: datetime, key: uuid.UUID | None = None) -> None:
    """Write the act down. Who came in past the door's acts gets the one that lacks, so that the order holds."""
    if row.state == RegistrationState.ATTENDED and kind == CheckInKind.UNDO and not _acts_of(row):
        came = row.checked_in_at or row.event.starts_at
        CheckIn.objects.create(event_id=row.event_id, registration=row, kind=CheckInKind.IN, done_at=min(came, at))
    CheckIn.objects.create(
        event_id=row.event_id, registration=row, kind=kind, by_id=actor.user_id, done_at=at, key=key or uuid.uuid4()
    )


def _bring_to_its_acts(row: Registration, actor: Actor) -> Registration:
    came: datetime | None = None
    for kind, at in _acts_of(row):
        came = None if kind == CheckInKind.UNDO else came or at
    is_in = row.state == RegistrationState.ATTENDED
    if came is None:
        return _apply("undo_check_in", row, actor, None) if is_in else row
    if not is_in:
        return _apply("check_in", row, actor, came)
    if row.checked_in_at is None or came < row.checked_in_at:
        row.checked_in_at = came
        row.save(update_fields=["checked_in_at"])
    return row


def _apply(name: str, registration: Registration, actor: Actor, came: datetime | None) -> Registration:
    def effect(row: Registration) -> None:
        row.checked_in_at = came
        if came is not None:
            # In the hall or in the call now: no longer in a queue.
            row.wants_on_site, row.queued_at = False, None
        else:
            take_back_certificate(row)

    return transitions.apply(REGISTRATION, name, registration, actor=actor, effect=effect)

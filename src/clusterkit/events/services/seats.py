"""Places and queues. Everything here runs while the event's row is locked.

Who writes a registration first calls :func:`locked_event`: the row of the event is the one lock of all its places,
so two people cannot both take the last one, whatever the mode.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from clusterkit.core import ports, transitions
from clusterkit.core.exceptions import NotVisible
from clusterkit.core.policies import SystemActor
from clusterkit.events import notices
from clusterkit.events.enums import EventState, RegistrationState, SeatMode
from clusterkit.events.hooks import RegistrationConfirmed, registration_confirmed
from clusterkit.events.models import Event, Registration
from clusterkit.events.services.telling import to_person
from clusterkit.events.transitions import REGISTRATION

SYSTEM = SystemActor()


def locked_event(event: Event) -> Event:
    """The fresh row of *event*, locked until the end of the transaction.

    Raises ``NotVisible`` when it is gone, ``CrossTenantError`` for an event of another cluster.
    """
    event._check_schema()
    found = Event.objects.select_for_update(of=("self",)).filter(pk=event.pk).first()
    if found is None:
        raise NotVisible
    return found


def free_places(event: Event, mode: str, now: datetime) -> int | None:
    """How many places of *mode* nobody holds; None without limit. Below 0 after the capacity was lowered."""
    capacity = event.capacity_of(mode)
    if capacity is None:
        return None
    return capacity - Registration.objects.filter(event_id=event.pk).occupying(mode, now).count()


def newcomer_gets(event: Event, mode: str, now: datetime) -> bool:
    """Whether somebody who comes now may have a place of *mode*: one is free and nobody waits for it."""
    if mode not in event.seat_modes:
        return False
    free = free_places(event, mode, now)
    if free is None:
        return True
    return free > 0 and not Registration.objects.filter(event_id=event.pk).queue(mode).exists()


def settle(event: Event, now: datetime | None = None) -> list[Registration]:
    """Take back the offers that ended, then give free places to the queues, in their order. Returns who moved on.

    On site comes first: who holds an online place meanwhile gives it free in the same step. Nobody is moved
    once the event has begun.
    """
    now = now or timezone.now()
    _expire_offers(event, now)
    if event.state != EventState.PUBLISHED or event.starts_at <= now:
        return []
    moved: list[Registration] = []
    for mode in event.seat_modes:
        waiting = Registration.objects.filter(event_id=event.pk).queue(mode)
        free = free_places(event, mode, now)
        if free is not None:
            if free <= 0:
                continue
            waiting = waiting[:free]
        moved += [_move_on(event, registration, mode, now) for registration in waiting]
    return moved


def _expire_offers(event: Event, now: datetime) -> None:
    ended = Registration.objects.filter(
        event_id=event.pk, state=RegistrationState.OFFERED, offer_expires_at__lte=now
    ).order_by("offer_expires_at", "pk")
    for registration in ended:
        transitions.apply(
            REGISTRATION,
            "expire",
            registration,
            actor=SYSTEM,
            effect=leave_queue,
            notices=lambda row: [to_person(notices.OFFER_EXPIRED, row, event)],
        )


def _move_on(event: Event, registration: Registration, mode: str, now: datetime) -> Registration:
    """Give *registration* a place of *mode*, or the offer of one where the event makes offers.

    Who holds an online place comes anyway, and who asked for one meanwhile has answered already: neither
    is asked again.
    """
    if registration.state == RegistrationState.CONFIRMED:
        return _promote("move_on_site", event, registration, mode)
    if registration.mode != mode:
        return _promote("promote", event, registration, mode, keeps_waiting=True)
    if event.offer_hours > 0:
        return _offer(event, registration, now)
    return _promote("promote", event, registration, mode)


def _promote(
    name: str, event: Event, registration: Registration, mode: str, *, keeps_waiting: bool = False
) -> Registration:
    def effect(row: Registration) -> dict[str, object]:
        seat(row, mode, keeps_waiting=keeps_waiting)
        return {"mode": mode}

    moved = transitions.apply(
        REGISTRATION,
        name,
        registration,
        actor=SYSTEM,
        effect=effect,
        notices=lambda row: [to_person(notices.PROMOTED, row, event, waits_on_site=row.wants_on_site)],
    )
    registration_confirmed.announce_on_commit(RegistrationConfirmed(moved, SYSTEM, promoted=True))
    return moved


def _offer(event: Event, registration: Registration, now: datetime) -> Registration:
    until = min(now + timedelta(hours=event.offer_hours), event.starts_at)

    def effect(row: Registration) -> dict[str, object]:
        row.offer_expires_at = until
        return {"offer_expires_at": until.isoformat()}

    return transitions.apply(
        REGISTRATION,
        "offer",
        registration,
        actor=SYSTEM,
        effect=effect,
        notices=lambda row: [to_person(notices.OFFERED, row, event, until=until.isoformat())],
    )


def seat(row: Registration, mode: str, *, keeps_waiting: bool = False) -> None:
    """Put *row* on a place of *mode*. With *keeps_waiting* it is an online one and the queue on site goes on."""
    row.mode = mode
    row.offer_expires_at = None
    row.wants_on_site = keeps_waiting and mode == SeatMode.ONLINE
    if not row.wants_on_site:
        row.queued_at = None


def leave_queue(row: Registration) -> None:
    """Out of every queue, without an offer."""
    row.queued_at = None
    row.offer_expires_at = None
    row.wants_on_site = False


def confirmed_notice(registration: Registration, event: Event) -> ports.Notice:
    """The notice of a place that was given at once."""
    return to_person(notices.CONFIRMED, registration, event, waits_on_site=registration.wants_on_site)

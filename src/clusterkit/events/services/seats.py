"""Places and queues. Everything here runs while the event's row is locked.

Who writes a registration first calls :func:`locked_event`: the row of the event is the one lock of all its places,
so two people cannot both take the last one, whatever the mode.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from clusterkit.core import ports, transitions
from clusterkit.core.exceptions import NotVisible
from clusterkit.core.policies import Actor, SystemActor
from clusterkit.core.written_once import A_KEY, A_MOMENT, WrittenOnce
from clusterkit.events import notices
from clusterkit.events.enums import OPEN_STATES, EventState, RegistrationState, SeatMode
from clusterkit.events.hooks import RegistrationConfirmed, registration_confirmed
from clusterkit.events.models import Event, Registration, occupies, waits_for
from clusterkit.events.services.calling_off import call_off_lost
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


@dataclass(frozen=True)
class Standing:
    """The places of one way of taking part, now. ``capacity`` None is without limit.

    ``taken`` counts seats and live offers, ``given`` those of them that were kept back, ``waiting`` the queue, ``ended``
    offers whose time is over.
    """

    capacity: int | None
    reserved: int
    taken: int
    given: int
    waiting: int
    ended: int

    @property
    def free(self) -> int | None:
        """Places for the queue and for newcomers: what is neither held nor kept back. Below 0 after it was lowered."""
        return None if self.capacity is None else self.capacity - self.taken - max(self.reserved - self.given, 0)

    @property
    def moves(self) -> bool:
        """Whether somebody waits for a place that is there."""
        return self.waiting > 0 and (self.free is None or self.free > 0)


Standings = Mapping[str, Standing]
"""How full each way of taking part is, by its code."""


def standing_of(event: Event, now: datetime) -> Standings:
    """How full each way of taking part is; one statement for all of them."""
    event._check_schema()
    modes = event.seat_modes
    counted = _counting(modes).rows(event.pk, now)
    numbers = iter(counted[0] if counted else [0] * (len(_COUNTED) * len(modes)))
    return {
        mode: Standing(event.capacity_of(mode), event.reserved_of(mode), *(next(numbers) for _name in _COUNTED))
        for mode in modes
    }


_COUNTED = ("taken", "given", "waiting", "ended")
"""In the order of the fields of :class:`Standing`."""


@cache
def _counting(modes: tuple[SeatMode, ...]) -> WrittenOnce:
    """The statement that counts. Everybody who registers waits while it is asked, so it is written once."""
    return WrittenOnce(partial(_counts, modes), A_KEY, A_MOMENT)


def _counts(modes: tuple[SeatMode, ...], event_pk: int, now: datetime) -> QuerySet[Any]:
    counts = {}
    for mode in modes:
        held = occupies(now) & Q(mode=mode)
        counts[f"taken_{mode}"] = Count("pk", filter=held)
        counts[f"given_{mode}"] = Count("pk", filter=held & Q(from_reserve=True))
        counts[f"waiting_{mode}"] = Count("pk", filter=waits_for(mode))
        over = Q(state=RegistrationState.OFFERED, offer_expires_at__lte=now, mode=mode)
        counts[f"ended_{mode}"] = Count("pk", filter=over)
    rows = Registration.objects.filter(event_id=event_pk).order_by().values("event_id")
    counted: QuerySet[Any] = rows.annotate(**counts).values_list(*counts)
    return counted


def newcomer_gets(standings: Standings, mode: str) -> bool:
    """Whether somebody who comes now may have a place of *mode*: one is free and nobody waits for it."""
    found = standings.get(mode)
    return found is not None and (found.free is None or (found.free > 0 and not found.waiting))


def settle(event: Event, now: datetime | None = None) -> Standings:
    """Take back the offers that ended, then give free places to the queues, in their order. Returns how full it is then.

    On site comes first: who holds an online place meanwhile gives it free in the same step. Nobody is moved
    once the event has begun. Who waits and may not sign in any more leaves the queue when it is his turn.
    """
    now = now or timezone.now()
    standings = standing_of(event, now)
    if any(standing.ended for standing in standings.values()):
        _expire_offers(event, now)
        standings = standing_of(event, now)
    if event.meeting_minutes:
        call_off_lost(event, now)
    if event.state != EventState.PUBLISHED or event.starts_at <= now:
        return standings
    for mode in event.seat_modes:
        while standings[mode].moves:
            free = standings[mode].free
            waiting = Registration.objects.filter(event_id=event.pk).queue(mode).select_related("user", "host__user")
            turn = list(waiting if free is None else waiting[:free])
            gone = [row for row in turn if not has_account(row)]
            for row in gone:
                release(row)
            if not gone:
                for row in turn:
                    _move_on(event, row, mode, now)
            standings = standing_of(event, now)
            if not gone:
                break
    return standings


def has_account(registration: Registration) -> bool:
    """Whether the person, or who brings this guest, may still sign in."""
    host = registration.host
    person = registration.user if host is None else host.user
    return person is not None and bool(person.is_active)


def release(registration: Registration) -> None:
    """Cancel *registration* and its guests without telling anybody: the person is not there to read it."""
    row = Registration.objects.filter(pk=registration.pk, state__in=sorted(OPEN_STATES)).first()
    if row is not None:  # a guest may have gone with his host in the same step
        transitions.apply(REGISTRATION, "cancel", row, actor=SYSTEM, effect=leave_queue)
        drop_guests(row)


def drop_guests(host: Registration) -> int:
    """Cancel the guests of who does not come himself. Returns how many there were."""
    rows = list(Registration.objects.filter(host_id=host.pk, state__in=sorted(OPEN_STATES)).order_by("pk"))
    for row in rows:
        transitions.apply(REGISTRATION, "cancel", row, actor=SYSTEM, effect=leave_queue)
    return len(rows)


def _expire_offers(event: Event, now: datetime) -> None:
    ended = Registration.objects.filter(
        event_id=event.pk, state=RegistrationState.OFFERED, offer_expires_at__lte=now
    ).order_by("offer_expires_at", "pk")
    for registration in ended.select_related("host"):
        if not Registration.objects.filter(pk=registration.pk, state=RegistrationState.OFFERED).exists():
            continue  # a guest whose host's offer ended in the same step
        gone = transitions.apply(
            REGISTRATION,
            "expire",
            registration,
            actor=SYSTEM,
            effect=leave_queue,
            notices=lambda row: [to_person(notices.OFFER_EXPIRED, row, event)],
        )
        drop_guests(gone)


def _move_on(event: Event, registration: Registration, mode: str, now: datetime) -> None:
    """Give *registration* a place of *mode*, or the offer of one where the event makes offers.

    Who holds an online place comes anyway, and who asked for one meanwhile has answered already: neither
    is asked again.
    """
    if registration.state == RegistrationState.CONFIRMED:
        promote("move_on_site", event, registration, mode)
    elif registration.mode != mode:
        promote("promote", event, registration, mode, keeps_waiting=True)
    elif event.offer_hours > 0:
        _offer(event, registration, now)
    else:
        promote("promote", event, registration, mode)


def promote(
    name: str,
    event: Event,
    registration: Registration,
    mode: str,
    *,
    keeps_waiting: bool = False,
    from_reserve: bool = False,
    actor: Actor = SYSTEM,
) -> Registration:
    """Give a place of *mode* over the transition *name*, and tell the person."""

    def effect(row: Registration) -> dict[str, object]:
        seat(row, mode, keeps_waiting=keeps_waiting)
        row.from_reserve = from_reserve
        return {"mode": mode, **({"from_reserve": True} if from_reserve else {})}

    moved = transitions.apply(
        REGISTRATION,
        name,
        registration,
        actor=actor,
        effect=effect,
        notices=lambda row: [to_person(notices.PROMOTED, row, event, waits_on_site=row.wants_on_site)],
    )
    registration_confirmed.announce_on_commit(RegistrationConfirmed(moved, actor, promoted=True))
    return moved


def _offer(event: Event, registration: Registration, now: datetime) -> None:
    until = min(now + timedelta(hours=event.offer_hours), event.starts_at)

    def effect(row: Registration) -> dict[str, object]:
        row.offer_expires_at = until
        return {"offer_expires_at": until.isoformat()}

    transitions.apply(
        REGISTRATION,
        "offer",
        registration,
        actor=SYSTEM,
        effect=effect,
        notices=lambda row: [to_person(notices.OFFERED, row, event, until=until.isoformat())],
    )


def seat(row: Registration, mode: str, *, keeps_waiting: bool = False) -> None:
    """Put *row* on a place of *mode*. With *keeps_waiting* it is an online one and the queue on site goes on.

    Who had a kept-back place of the other way gives it back to the organisers.
    """
    if row.mode != mode:
        row.from_reserve = False
    row.mode = mode
    row.offer_expires_at = None
    row.wants_on_site = keeps_waiting and mode == SeatMode.ONLINE
    if not row.wants_on_site:
        row.queued_at = None


def leave_queue(row: Registration) -> None:
    """Out of every queue, without an offer; a kept-back place is the organisers' again."""
    row.queued_at = None
    row.offer_expires_at = None
    row.wants_on_site = False
    row.from_reserve = False


def confirmed_notice(registration: Registration, event: Event) -> ports.Notice:
    """The notice of a place that was given at once."""
    return to_person(notices.CONFIRMED, registration, event, waits_on_site=registration.wants_on_site)

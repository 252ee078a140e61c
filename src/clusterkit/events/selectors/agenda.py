"""Lists of events with their places, at a constant number of SQL statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterkit.core.policies import Actor, visible_to
from clusterkit.core.search import search_query
from clusterkit.events.enums import EventState, RegistrationState, SeatMode
from clusterkit.events.models import Event, EventQuerySet, Registration, occupies, waits_for

OWN = "own_registrations"
NEARLY_FULL = 0.8


@dataclass(frozen=True)
class Seats:
    """The places of one way of taking part. ``capacity`` None is without limit.

    ``taken`` are those that nobody else can have: seats, live offers and what is kept back. ``reserved`` places were kept
    back, ``given`` of them have somebody.
    """

    mode: str
    label: str | Promise
    capacity: int | None
    taken: int
    waiting: int
    reserved: int = 0
    given: int = 0

    @property
    def left(self) -> int | None:
        """Places that nobody holds; None without limit."""
        return None if self.capacity is None else max(self.capacity - self.taken, 0)

    @property
    def is_open(self) -> bool:
        """Whether a newcomer gets a place."""
        return self.left is None or (self.left > 0 and not self.waiting)

    @property
    def is_nearly_full(self) -> bool:
        """Whether at least four fifths are taken."""
        return bool(self.capacity) and self.taken >= NEARLY_FULL * (self.capacity or 0)


def with_seats(rows: EventQuerySet, now: datetime | None = None) -> EventQuerySet:
    """Add the counts that :func:`seats_of` reads, in the same statement."""
    now = now or timezone.now()
    counts: dict[str, Any] = {"pending": _count(Q(state=RegistrationState.PENDING))}
    for mode in SeatMode.values:
        counts[f"taken_{mode}"] = _count(occupies(now) & Q(mode=mode))
        counts[f"given_{mode}"] = _count(occupies(now) & Q(mode=mode, from_reserve=True))
        counts[f"waiting_{mode}"] = _count(waits_for(mode))
    return rows.annotate(**counts)


def _count(condition: Q) -> Coalesce:
    """Counted for the rows that are shown only: a join would count all registrations before the page is cut."""
    found = Registration.objects.filter(condition, event_id=OuterRef("pk")).order_by().values("event_id")
    return Coalesce(Subquery(found.annotate(number=Count("pk")).values("number")), 0)


def seats_of(event: Event) -> list[Seats]:
    """The places of an event that came through :func:`with_seats`."""
    return [_seats(event, mode) for mode in event.seat_modes]


def seats_now(event: Event) -> list[Seats]:
    """The places of an event that came another way: one statement."""
    return seats_of(with_seats(Event.objects.filter(pk=event.pk)).get())


def _seats(event: Event, mode: SeatMode) -> Seats:
    reserved, given = event.reserved_of(mode), getattr(event, f"given_{mode}")
    kept_back = max(reserved - given, 0) if event.capacity_of(mode) is not None else 0
    return Seats(
        mode=mode,
        label=mode.label,
        capacity=event.capacity_of(mode),
        taken=getattr(event, f"taken_{mode}") + kept_back,
        waiting=getattr(event, f"waiting_{mode}"),
        reserved=reserved,
        given=given,
    )


def events_for(viewer: Actor) -> EventQuerySet:
    """What the viewer may see, with places, organiser, sectors and the viewer's own registration."""
    rows: EventQuerySet = visible_to(viewer, Event.objects.all())  # type: ignore[assignment]
    own = Registration.objects.live().filter(user_id=viewer.user_id) if viewer.user_id else Registration.objects.none()
    return (
        with_seats(rows.defer("search"))
        .select_related("organiser")
        .prefetch_related("sectors", Prefetch("registrations", queryset=own, to_attr=OWN))
    )


def agenda(viewer: Actor, *, past: bool = False) -> EventQuerySet:
    """The list of events: those that are not over, the next first; or those that are, the latest first."""
    rows = events_for(viewer)
    return rows.past() if past else rows.upcoming()


def search_events(rows: EventQuerySet, text: str) -> EventQuerySet:
    """Narrow to the words typed, in any Russian form or as the beginning of a word."""
    query = search_query(text)
    return rows.filter(search=query) if query is not None else rows


def next_events(viewer: Actor, limit: int) -> list[Event]:
    """The next published ones."""
    return list(agenda(viewer).filter(state=EventState.PUBLISHED)[:limit])


def own_registration(event: Event) -> Registration | None:
    """The viewer's live registration of an event that came through :func:`events_for`."""
    found: Sequence[Registration] = getattr(event, OWN, ())
    return found[0] if found else None


@dataclass(frozen=True)
class AgendaRow:
    """One line of the list, ready to be shown."""

    event: Event
    seats: list[Seats]
    seats_text: str
    state: str | Promise
    state_tone: str


def agenda_rows(events: Sequence[Event]) -> list[AgendaRow]:
    """The lines of a page of :func:`agenda`; no SQL beyond what it read."""
    return [_row(event) for event in events]


def _row(event: Event) -> AgendaRow:
    seats = seats_of(event)
    state, tone = state_of(event)
    return AgendaRow(event, seats, _seats_text(event, seats), state, tone)


def state_of(event: Event) -> tuple[str | Promise, str]:
    """What matters most of an event with ``OWN``: that it is no ordinary event, else how the viewer stands to it."""
    if event.state == EventState.DRAFT:
        return _("Draft"), "warn"
    if event.state == EventState.CANCELLED:
        return _("Cancelled"), "bad"
    registration = own_registration(event)
    if registration is None:
        return "", "neutral"
    words = {
        RegistrationState.CONFIRMED: (_("You are registered"), "good"),
        RegistrationState.WAITLISTED: (_("You are in the queue"), "info"),
        RegistrationState.OFFERED: (_("A place is offered to you"), "warn"),
        RegistrationState.PENDING: (_("Waiting for approval"), "info"),
        RegistrationState.ATTENDED: (_("You took part"), "good"),
    }
    return words.get(RegistrationState(registration.state), ("", "neutral"))


def _seats_text(event: Event, seats: list[Seats]) -> str:
    if event.state != EventState.PUBLISHED or event.is_over():
        return ""
    limited = [item for item in seats if item.left is not None]
    if not limited:
        return ""
    left = sum(item.left or 0 for item in limited)
    if len(limited) < len(seats) and not left:
        return _("Places online only")
    if not left:
        return _("All places are taken")
    return ngettext("%(left)d place left", "%(left)d places left", left) % {"left": left}

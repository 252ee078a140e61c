"""What the door needs to know: who is expected, who is in, and what to say about a ticket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import Actor, visible_to
from clusterkit.events.codes import plain_code
from clusterkit.events.enums import SEATED_STATES, RegistrationState, SeatMode
from clusterkit.events.models import Event, Registration

MOST_FOUND: Final = 20

REFUSED: Final = {
    RegistrationState.PENDING: "pending",
    RegistrationState.WAITLISTED: "waiting",
    RegistrationState.OFFERED: "offered",
    RegistrationState.CANCELLED: "cancelled",
    RegistrationState.REJECTED: "rejected",
}
"""Who has no place is not let in; the outcome says why."""

WORDS: Final[dict[str, tuple[str, str | Promise]]] = {
    "in": ("good", _("Checked in.")),
    "again": ("warn", _("Was already here at %(at)s.")),
    "undone": ("info", _("The check-in is taken back.")),
    "later": ("warn", _("Noted. It was taken back later, so the person does not count as here.")),
    "not_in": ("warn", _("Is not checked in, so there is nothing to take back.")),
    "unknown": ("bad", _("No ticket of this event has this code. Look for the person by name.")),
    "other_event": ("bad", _("This ticket is for another event: %(event)s.")),
    "pending": ("bad", _("The organisers have not approved this registration yet.")),
    "waiting": ("bad", _("In the queue: there is no place for this person yet.")),
    "offered": ("bad", _("A place is offered, but the person has not taken it yet.")),
    "cancelled": ("bad", _("This registration is cancelled.")),
    "rejected": ("bad", _("The organisers declined this registration.")),
    "closed": ("bad", _("This event does not take place.")),
    "key_taken": ("bad", _("This was noted for another ticket already. Scan the ticket once more.")),
}
"""What each outcome at the door means: its tone and its words. ``at`` is a time, ``event`` the other event."""


@dataclass(frozen=True)
class DoorAnswer:
    """What the door is told about one act. ``at`` is the moment of the check-in that counts."""

    key: UUID
    outcome: str
    registration: Registration | None = None
    at: datetime | None = None
    other_event: str = ""

    @property
    def tone(self) -> str:
        """Green, amber or red."""
        return WORDS[self.outcome][0]

    @property
    def text(self) -> str:
        """The words below the name."""
        at = ""
        if self.at is not None and self.registration is not None:
            at = clock_at(self.at, self.registration.event)
        return str(WORDS[self.outcome][1]) % {"at": at, "event": self.other_event}

    @property
    def is_refusal(self) -> bool:
        """Whether the person is not let in."""
        return self.tone == "bad"


def clock_at(moment: datetime, event: Event) -> str:
    """The time of the day by the clock of the event's place."""
    return date_format(moment.astimezone(event.zone).replace(tzinfo=None), "TIME_FORMAT")


@dataclass(frozen=True)
class DoorCount:
    """How many of one way of taking part are in, of those who have a place."""

    mode: SeatMode
    arrived: int
    expected: int

    @property
    def label(self) -> str:
        """The mode in words."""
        return str(self.mode.label)


def door_counts(event: Event) -> list[DoorCount]:
    """The live count, one line for each way of taking part; one statement."""
    found = {
        row["mode"]: row
        for row in Registration.objects.filter(event_id=event.pk, state__in=sorted(SEATED_STATES))
        .order_by()
        .values("mode")
        .annotate(expected=Count("pk"), arrived=Count("pk", filter=Q(state=RegistrationState.ATTENDED)))
    }
    empty = {"arrived": 0, "expected": 0}
    lines = [(mode, found.get(mode, empty)) for mode in event.seat_modes]
    return [DoorCount(mode, row["arrived"], row["expected"]) for mode, row in lines]


def door_people(viewer: Actor, event: Event) -> Sequence[Registration]:
    """Everybody who ever registered for *event*, by name: what a device must know to answer without the network."""
    rows = Registration.objects.filter(event_id=event.pk).select_related("organisation", "event")
    return list(visible_to(viewer, rows).order_by("name", "pk"))


def found_at_door(viewer: Actor, event: Event, typed: str) -> list[Registration]:
    """People whose name, organisation or code fits what was typed: those who have a place first, a few of them."""
    words = typed.split()[:5]
    if not words:
        return []
    condition = Q()
    for word in words:
        condition &= (
            Q(name__icontains=word) | Q(organisation_name__icontains=word) | Q(organisation__short_name__icontains=word)
        )
    rows = Registration.objects.filter(event_id=event.pk).filter(condition | Q(code=plain_code(typed)))
    found = visible_to(viewer, rows).select_related("organisation", "event").order_by("name", "pk")[: 5 * MOST_FOUND]
    return sorted(found, key=lambda row: row.state not in SEATED_STATES)[:MOST_FOUND]

"""Reads of short meetings: who is open to them, when there is time, what is arranged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from clusterkit.core.policies import Actor, policy_of, visible_to
from clusterkit.events.actions import MANAGE, MEET, VIEW
from clusterkit.events.enums import LIVE_MEETINGS, EventState, MeetingState, RegistrationState
from clusterkit.events.models import Event, Meeting, Registration
from clusterkit.events.slots import has_meetings, slots_of, table_mode

_SIDES = ("proposer__user", "proposer__organisation", "invitee__user", "invitee__organisation")


@dataclass(frozen=True)
class MeetingRow:
    """A short meeting as one of its two sees it: ``other`` is the other side."""

    meeting: Meeting
    other: Registration
    is_mine: bool
    """Whether the viewer asked for it."""

    @property
    def is_arranged(self) -> bool:
        """Whether both agreed."""
        return self.meeting.state == MeetingState.ACCEPTED

    @property
    def asks_me(self) -> bool:
        """Whether the other side waits for the viewer's answer."""
        return self.meeting.state == MeetingState.PROPOSED and not self.is_mine


@dataclass(frozen=True)
class OpenPerson:
    """Somebody who is open to short meetings, with what stands between him and the viewer."""

    registration: Registration
    row: MeetingRow | None

    @property
    def query(self) -> str:
        """What names him at the address of proposals."""
        return f"?with={self.registration.pk}"


@dataclass(frozen=True)
class MeetingsPage:
    """Short meetings of one event for one participant. ``people`` None: he has not said that he is open to them."""

    event: Event
    registration: Registration
    may_open: bool
    rows: list[MeetingRow]
    people: list[OpenPerson] | None


def open_people(event: Event) -> QuerySet[Registration]:
    """Who has a place where the tables are and agreed to be asked; by name. It takes no viewer: the callers do."""
    rows = Registration.objects.filter(
        event_id=event.pk,
        state__in=[RegistrationState.CONFIRMED, RegistrationState.ATTENDED],
        mode=table_mode(event),
        open_to_meetings=True,
        user__is_active=True,
    )
    return rows.select_related("organisation", "user").order_by("name", "pk")


def meetings_page(viewer: Actor, event: Event) -> MeetingsPage | None:
    """What a participant of *event* sees; None for who has no registration that could lead to a table."""
    if not has_meetings(event) or not policy_of(Meeting).can(viewer, MEET) or viewer.user_id is None:
        return None
    own = Registration.objects.live().filter(event_id=event.pk, user_id=viewer.user_id).first()
    if own is None:
        return None
    seated = own.state in (RegistrationState.CONFIRMED, RegistrationState.ATTENDED) and own.mode == table_mode(event)
    running = event.state == EventState.PUBLISHED and not event.is_over()
    rows = rows_of(viewer, own_meetings(viewer).filter(event_id=event.pk))
    people = None
    if seated and running and own.open_to_meetings:
        known = {row.other.pk: row for row in rows}
        people = [
            OpenPerson(person, known.get(person.pk))
            for person in open_people(event)
            if person.user_id != viewer.user_id
        ]
    return MeetingsPage(event, own, seated and running, rows, people)


def own_meetings(viewer: Actor) -> QuerySet[Meeting]:
    """The viewer's proposals and arranged meetings at events that take place, in the order of time."""
    if viewer.user_id is None:
        return Meeting.objects.none()
    mine = Q(proposer__user_id=viewer.user_id) | Q(invitee__user_id=viewer.user_id)
    rows = visible_to(viewer, Meeting.objects.filter(mine, state__in=sorted(LIVE_MEETINGS)))
    takes_place = rows.filter(event__state__in=[EventState.PUBLISHED, EventState.ENDED])
    return takes_place.select_related("event", *_SIDES).order_by("starts_at", "pk")


def meetings_for(viewer: Actor) -> QuerySet[Meeting]:
    """What the viewer may see, in any state: his own, all for the office."""
    return visible_to(viewer, Meeting.objects.select_related("event", *_SIDES))


def meetings_of(viewer: Actor, event: Event) -> QuerySet[Meeting]:
    """The office's list of the arranged meetings of one event, by time and table."""
    if not policy_of(Event).can(viewer, MANAGE, event):
        return Meeting.objects.none()
    rows = meetings_for(viewer).filter(event_id=event.pk, state=MeetingState.ACCEPTED)
    return rows.order_by("starts_at", "table")


def rows_of(viewer: Actor, meetings: Iterable[Meeting]) -> list[MeetingRow]:
    """Meetings as the viewer, one of the two, sees them."""
    found = []
    for meeting in meetings:
        is_mine = meeting.proposer.user_id == viewer.user_id
        found.append(MeetingRow(meeting, meeting.invitee if is_mine else meeting.proposer, is_mine))
    return found


def invited(viewer: Actor, event: Event, pk: int) -> Registration | None:
    """The person with this registration, for a participant who may ask him; else None."""
    if not policy_of(Event).can(viewer, VIEW, event) or not policy_of(Meeting).can(viewer, MEET):
        return None
    people = open_people(event)
    if not has_meetings(event) or not people.filter(user_id=viewer.user_id or 0).exists():
        return None
    return people.filter(pk=pk).exclude(user_id=viewer.user_id or 0).first()


def free_slots(event: Event, first: Registration, second: Registration) -> list[datetime]:
    """The times ahead at which neither has a meeting and a table is free. One statement."""
    now = timezone.now()
    taken: dict[datetime, int] = defaultdict(int)
    busy: set[datetime] = set()
    rows = Meeting.objects.filter(event_id=event.pk, state=MeetingState.ACCEPTED)
    for starts_at, proposer, invitee in rows.values_list("starts_at", "proposer_id", "invitee_id"):
        taken[starts_at] += 1
        if {proposer, invitee} & {first.pk, second.pk}:
            busy.add(starts_at)
    return [slot for slot in slots_of(event) if slot > now and slot not in busy and taken[slot] < event.meeting_tables]


def busy_at(starts_at: datetime, *people: Registration) -> set[int]:
    """Which of *people* have an arranged meeting then."""
    keys = [row.pk for row in people]
    rows = Meeting.objects.filter(state=MeetingState.ACCEPTED, starts_at=starts_at).filter(
        Q(proposer__in=keys) | Q(invitee__in=keys)
    )
    return {key for pair in rows.values_list("proposer_id", "invitee_id") for key in pair} & set(keys)


def live_between(first: Registration, second: Registration) -> bool:
    """Whether the two have a meeting, or a proposal that waits."""
    pair = [first.pk, second.pk]
    rows = Meeting.objects.filter(proposer__in=pair, invitee__in=pair, state__in=sorted(LIVE_MEETINGS))
    return rows.exists()

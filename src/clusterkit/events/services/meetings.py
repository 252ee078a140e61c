"""Short meetings of two participants: being open to them, proposing, answering, calling off.

All of it happens under the lock of the event's row, so that nobody sits at two tables at once.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clusterkit.core import ports, transitions
from clusterkit.core.exceptions import Conflict, InvalidInput, NotVisible, StateConflict
from clusterkit.core.policies import Actor, policy_of
from clusterkit.events import notices_afterwards as notices
from clusterkit.events.actions import ANSWER_MEETING, MEET, VIEW
from clusterkit.events.enums import EventState, MeetingState
from clusterkit.events.models import Event, Meeting, Registration
from clusterkit.events.selectors.meetings import busy_at, live_between, open_people
from clusterkit.events.services.calling_off import AT_THE_TABLES, taken_tables
from clusterkit.events.services.seats import locked_event
from clusterkit.events.services.telling_meetings import to_side
from clusterkit.events.slots import free_table, has_meetings, slots_of, table_mode
from clusterkit.events.transitions import MEETING

MOST_WAITING: Final = 20
"""So many of one person's proposals may wait for an answer at one event."""


@transaction.atomic
def set_meeting_wish(*, actor: Actor, registration: Registration, is_open: bool, topic: str = "") -> Registration:
    """Say that one is open to short meetings, and about what; or that one is not any more. What is arranged stays.

    Raises ``NotVisible``, ``NotPermitted``, ``StateConflict``, ``InvalidInput`` without a topic.
    """
    event = locked_event(registration.event)
    row = Registration.objects.select_for_update(of=("self",)).filter(pk=registration.pk).first()
    if row is None:
        raise NotVisible
    policy_of(Registration).require(actor, MEET, row)
    if is_open:
        _check_running(event)
        if row.state not in AT_THE_TABLES or row.mode != table_mode(event):
            raise StateConflict(_("Short meetings are for people who have a place where the tables are."))
        if not topic.strip():
            raise InvalidInput(_("Say in a few words what you would talk about."), field="topic")
    before = {"open_to_meetings": row.open_to_meetings, "meeting_topic": row.meeting_topic}
    row.open_to_meetings, row.meeting_topic = is_open, topic.strip()
    row.save(update_fields=["open_to_meetings", "meeting_topic"])
    after = {"open_to_meetings": row.open_to_meetings, "meeting_topic": row.meeting_topic}
    ports.record(actor=actor, action=MEET.code, target=row, before=before, after=after)
    return row


@transaction.atomic
def propose_meeting(
    *, actor: Actor, event: Event, invitee: Registration, starts_at: datetime, message: str = ""
) -> Meeting:
    """Ask another participant, who is open to it too, for a short meeting.

    Raises ``NotVisible`` for somebody who is not open to it, ``NotPermitted``, ``StateConflict``, ``Conflict`` (taken,
    or the two have one already), ``InvalidInput`` (``starts_at``).
    """
    event = locked_event(event)
    policy_of(Event).require(actor, VIEW, event)
    policy_of(Meeting).require(actor, MEET)
    _check_running(event)
    own = open_people(event).filter(user_id=actor.user_id or 0).first()
    if own is None:
        raise StateConflict(_("Say first that you are open to short meetings yourself."))
    other = open_people(event).filter(pk=invitee.pk).exclude(pk=own.pk).first()
    if other is None:
        raise NotVisible
    if live_between(own, other):
        raise Conflict(_("The two of you have a meeting or a proposal already."))
    waiting = Meeting.objects.filter(event_id=event.pk, proposer=own, state=MeetingState.PROPOSED)
    if waiting.count() >= MOST_WAITING:
        raise Conflict(_("Many of your proposals wait for an answer. Wait for some of them, or take some back."))
    return _propose(actor, event, own, other, starts_at, message, instead=False)


@transaction.atomic
def propose_other_time(*, actor: Actor, meeting: Meeting, starts_at: datetime, message: str = "") -> Meeting:
    """Answer a proposal with another time: it is declined, and the new one goes back to who asked.

    Raises as :func:`accept_meeting` and :func:`propose_meeting`.
    """
    event = locked_event(meeting.event)
    policy_of(Meeting).require(actor, ANSWER_MEETING, meeting)
    _check_running(event)
    declined = transitions.apply(MEETING, "decline", meeting, actor=actor)
    for side in (declined.proposer, declined.invitee):
        if side.state not in AT_THE_TABLES or side.mode != table_mode(event):
            raise StateConflict(_("One of you has no place any more."))
    return _propose(actor, event, declined.invitee, declined.proposer, starts_at, message, instead=True)


@transaction.atomic
def accept_meeting(*, actor: Actor, meeting: Meeting, expected_version: int | None = None) -> Meeting:
    """Agree. The meeting gets the free table with the lowest number.

    Raises ``NotVisible``, ``NotPermitted``, ``StateConflict``, ``StaleVersion``, ``Conflict`` where the time or the
    tables are taken meanwhile.
    """
    event = locked_event(meeting.event)
    _check_running(event)

    def effect(row: Meeting) -> dict[str, object]:
        _check_slot(event, row.starts_at)
        _check_free(row.starts_at, row.invitee, row.proposer)
        row.table = _table(event, row.starts_at)
        return {"table": row.table}

    return transitions.apply(
        MEETING,
        "accept",
        meeting,
        actor=actor,
        expected_version=expected_version,
        effect=effect,
        notices=lambda row: [to_side(notices.MEETING_ACCEPTED, row, row.proposer, event)],
    )


@transaction.atomic
def decline_meeting(*, actor: Actor, meeting: Meeting, expected_version: int | None = None) -> Meeting:
    """Say no. Raises ``NotVisible``, ``NotPermitted``, ``StateConflict``, ``StaleVersion``."""
    event = locked_event(meeting.event)
    return transitions.apply(
        MEETING,
        "decline",
        meeting,
        actor=actor,
        expected_version=expected_version,
        notices=lambda row: [to_side(notices.MEETING_DECLINED, row, row.proposer, event)],
    )


@transaction.atomic
def withdraw_meeting(*, actor: Actor, meeting: Meeting, expected_version: int | None = None) -> Meeting:
    """Take a proposal back, or call off what is arranged; the other side is told, both where the office does it.

    Raises ``NotVisible``, ``NotPermitted``, ``StateConflict`` (also once it has begun), ``StaleVersion``.
    """
    event = locked_event(meeting.event)

    def effect(row: Meeting) -> None:
        if row.starts_at <= timezone.now():
            raise StateConflict(_("The time of this meeting is over."))

    def told(row: Meeting) -> list[ports.Notice]:
        sides = [side for side in (row.proposer, row.invitee) if side.user_id != actor.user_id]
        return [to_side(notices.MEETING_CALLED_OFF, row, side, event, by_person=len(sides) == 1) for side in sides]

    return transitions.apply(
        MEETING, "withdraw", meeting, actor=actor, expected_version=expected_version, effect=effect, notices=told
    )


def _propose(
    actor: Actor,
    event: Event,
    own: Registration,
    other: Registration,
    starts_at: datetime,
    message: str,
    *,
    instead: bool,
) -> Meeting:
    _check_slot(event, starts_at)
    _check_free(starts_at, own, other)
    _table(event, starts_at)
    made = Meeting.objects.create(
        event=event, proposer=own, invitee=other, starts_at=starts_at, message=message.strip()
    )
    after = {"state": made.state, "event": event.pk, "starts_at": starts_at.isoformat()}
    ports.record(actor=actor, action=MEET.code, target=made, after=after)
    ports.notify(to_side(notices.MEETING_PROPOSED, made, other, event, instead=instead))
    return made


def _check_running(event: Event) -> None:
    if event.state != EventState.PUBLISHED or event.is_over() or not has_meetings(event):
        raise StateConflict(_("No short meetings are arranged at this event, or not any more."))


def _check_slot(event: Event, starts_at: datetime) -> None:
    if starts_at not in slots_of(event) or starts_at <= timezone.now():
        raise InvalidInput(_("Choose one of the times of this event."), field="starts_at")


def _check_free(starts_at: datetime, own: Registration, other: Registration) -> None:
    busy = busy_at(starts_at, own, other)
    if own.pk in busy:
        raise Conflict(_("You have another meeting at that time. Choose another."), field="starts_at")
    if other.pk in busy:
        raise Conflict(_("The other side has a meeting at that time. Choose another."), field="starts_at")


def _table(event: Event, starts_at: datetime) -> int:
    table = free_table(taken_tables(event, starts_at), event.meeting_tables)
    if table is None:
        raise Conflict(_("All tables are taken at that time. Choose another."), field="starts_at")
    return table

"""Short meetings: who sees whom, the times and tables, answers, and what calls them off."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st

from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, InvalidInput, NotPermitted, NotVisible, StateConflict
from clusterkit.events import services
from clusterkit.events.enums import MeetingState, RegistrationState, SeatMode
from clusterkit.events.models import Event, Meeting, Registration
from clusterkit.events.selectors.meetings import free_slots, meetings_page, own_meetings
from clusterkit.events.services import meetings as rules
from clusterkit.events.slots import MOST_SLOTS, slots_of
from clusterkit.tenancy.context import run_in_cluster
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.events import EventFactory, RegistrationFactory
from clusterkit.testing.factories.events_meetings import MeetingEventFactory, MeetingFactory, OpenPersonFactory
from tests.apps.events.conftest import person_of

M = MeetingState


def who(registration: Registration) -> Viewer:
    """The person of *registration*."""
    assert registration.user is not None
    return viewer_of(person_of(registration))


def propose(own: Registration, other: Registration, slot: int = 0) -> Meeting:
    """*own* asks *other* for the slot with this number."""
    event = own.event
    return rules.propose_meeting(actor=who(own), event=event, invitee=other, starts_at=slots_of(event)[slot])


@pytest.fixture
def trio(db: None) -> list[Registration]:
    """Three people who are open to meetings at one event."""
    event = MeetingEventFactory()
    return [OpenPersonFactory(event=event) for _number in range(3)]


def test_people_who_agreed_see_each_other_and_nobody_else_does(trio: list[Registration]) -> None:
    event = trio[0].event
    closed = RegistrationFactory(event=event)
    OpenPersonFactory(event=event, state=RegistrationState.WAITLISTED)
    OpenPersonFactory(event=event, mode=SeatMode.ONLINE)
    page = meetings_page(who(trio[0]), event)
    assert page is not None
    assert page.people is not None
    assert {person.registration.pk for person in page.people} == {trio[1].pk, trio[2].pk}
    shut = meetings_page(who(closed), event)
    assert shut is not None
    assert shut.people is None
    assert shut.may_open
    assert meetings_page(viewer_of(UserFactory()), event) is None


def test_one_says_for_oneself_only_that_one_is_open_and_about_what(trio: list[Registration], office: Viewer) -> None:
    row = RegistrationFactory(event=trio[0].event)
    with pytest.raises(InvalidInput):
        rules.set_meeting_wish(actor=who(row), registration=row, is_open=True, topic=" ")
    with pytest.raises(NotPermitted):
        rules.set_meeting_wish(actor=office, registration=row, is_open=True, topic="Sensors")
    with pytest.raises(NotVisible):
        rules.set_meeting_wish(actor=who(trio[0]), registration=row, is_open=True, topic="Sensors")
    assert rules.set_meeting_wish(actor=who(row), registration=row, is_open=True, topic="Sensors").open_to_meetings
    waiting = RegistrationFactory(event=row.event, state=RegistrationState.WAITLISTED)
    with pytest.raises(StateConflict):
        rules.set_meeting_wish(actor=who(waiting), registration=waiting, is_open=True, topic="Sensors")


def test_a_proposal_that_is_accepted_gets_the_first_free_table_and_each_step_is_told(
    trio: list[Registration], sent: list[ports.Notice]
) -> None:
    first, second, third = trio
    others = [OpenPersonFactory(event=first.event) for _number in range(2)]
    one, two = propose(first, second), propose(third, others[0])
    assert [notice.recipients for notice in sent] == [[second.user_id], [others[0].user_id]]
    assert [rules.accept_meeting(actor=who(row.invitee), meeting=row).table for row in (one, two)] == [1, 2]
    assert sent[-2].kind.code == "events.meeting_accepted"
    assert sent[-2].recipients == [first.user_id]
    assert sent[-2].context["table"] == 1
    with pytest.raises(Conflict):
        propose(others[1], OpenPersonFactory(event=first.event))  # both tables are taken
    assert slots_of(first.event)[0] not in free_slots(first.event, others[1], others[0])


def test_nobody_has_two_meetings_at_one_time_in_either_role(trio: list[Registration]) -> None:
    first, second, third = trio
    meeting, other = propose(first, second), propose(third, first)
    rules.accept_meeting(actor=who(second), meeting=meeting)
    with pytest.raises(Conflict):
        rules.accept_meeting(actor=who(first), meeting=other)
    with pytest.raises(Conflict):
        propose(second, third)
    assert propose(second, third, 1).state == M.PROPOSED
    with pytest.raises(Conflict):
        propose(third, second, 2)  # one of the two asked already


def test_only_who_was_asked_answers(trio: list[Registration], office: Viewer) -> None:
    meeting = propose(trio[0], trio[1])
    for actor in (who(trio[0]), office):
        with pytest.raises(NotPermitted):
            rules.accept_meeting(actor=actor, meeting=meeting)
    with pytest.raises(NotVisible):
        rules.decline_meeting(actor=who(trio[2]), meeting=meeting)
    with pytest.raises(NotPermitted):
        rules.withdraw_meeting(actor=who(trio[1]), meeting=meeting)
    assert rules.decline_meeting(actor=who(trio[1]), meeting=meeting).state == M.DECLINED


def test_another_time_goes_back_to_who_asked(trio: list[Registration], sent: list[ports.Notice]) -> None:
    first, second, _third = trio
    meeting, later = propose(first, second), slots_of(trio[0].event)[3]
    answer = rules.propose_other_time(actor=who(second), meeting=meeting, starts_at=later, message="Better then")
    meeting.refresh_from_db()
    assert (meeting.state, answer.state, answer.proposer, answer.invitee) == (M.DECLINED, M.PROPOSED, second, first)
    assert [notice.recipients for notice in sent] == [[second.user_id], [first.user_id]]
    assert sent[-1].context["instead"] is True
    assert rules.accept_meeting(actor=who(first), meeting=answer).starts_at == later


def test_somebody_who_is_not_open_cannot_be_asked_and_cannot_ask(trio: list[Registration]) -> None:
    closed = RegistrationFactory(event=trio[0].event)
    with pytest.raises(NotVisible):
        propose(trio[0], closed)
    with pytest.raises(NotVisible):
        propose(trio[0], OpenPersonFactory(event=MeetingEventFactory()))
    with pytest.raises(StateConflict):
        propose(closed, trio[0])
    with pytest.raises(InvalidInput):
        rules.propose_meeting(
            actor=who(trio[0]),
            event=trio[0].event,
            invitee=trio[1],
            starts_at=trio[0].event.starts_at + timedelta(minutes=7),
        )


def test_who_gives_his_place_up_calls_his_meetings_off_and_the_other_reads_it(
    trio: list[Registration], sent: list[ports.Notice]
) -> None:
    first, second, third = trio
    arranged, waiting = propose(first, second), propose(third, first, 1)
    rules.accept_meeting(actor=who(second), meeting=arranged)
    sent.clear()
    services.cancel_registration(actor=who(first), registration=first)
    assert set(Meeting.objects.values_list("state", flat=True)) == {M.WITHDRAWN}
    told = [notice for notice in sent if notice.kind.code == "events.meeting_called_off"]
    assert [notice.recipients for notice in told] == [[second.user_id], [third.user_id]]
    assert waiting.pk
    assert not own_meetings(who(second)).exists()


def test_a_new_time_of_the_event_calls_off_what_lies_outside_and_tells_both(
    trio: list[Registration], office: Viewer, sent: list[ports.Notice]
) -> None:
    first, second, third = trio
    early, late = propose(first, second), propose(first, third, 5)
    rules.accept_meeting(actor=who(second), meeting=early)
    sent.clear()
    event = first.event
    services.update_event(actor=office, event=event, values={"starts_at": event.starts_at + timedelta(minutes=20)})
    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.state, late.state) == (M.WITHDRAWN, M.PROPOSED)
    told = [notice for notice in sent if notice.kind.code == "events.meeting_called_off"]
    assert [notice.recipients for notice in told] == [[first.user_id], [second.user_id]]


def test_fewer_tables_move_a_meeting_and_no_meetings_any_more_end_all(trio: list[Registration], office: Viewer) -> None:
    event = trio[0].event
    pairs = [(OpenPersonFactory(event=event), OpenPersonFactory(event=event)) for _number in range(2)]
    left, right = (rules.accept_meeting(actor=who(other), meeting=propose(own, other)) for own, other in pairs)
    rules.withdraw_meeting(actor=who(pairs[0][0]), meeting=left)
    services.update_event(actor=office, event=event, values={"meeting_tables": 1})
    right.refresh_from_db()
    assert (right.state, right.table) == (M.ACCEPTED, 1)
    services.update_event(actor=office, event=event, values={"meeting_minutes": 0})
    right.refresh_from_db()
    assert right.state == M.WITHDRAWN


@given(
    minutes=st.integers(1, 120),
    lasts=st.integers(1, 60 * 24 * 3),
    begins=st.none() | st.integers(-600, 6000),
    until=st.none() | st.integers(-600, 6000),
)
def test_slots_follow_each_other_and_lie_within_the_event(
    minutes: int, lasts: int, begins: int | None, until: int | None
) -> None:
    # The night in which Warsaw puts its clocks back.
    start = datetime(2026, 10, 24, 18, tzinfo=ZoneInfo("Europe/Warsaw")).astimezone(UTC)

    def at(offset: int | None) -> datetime | None:
        return None if offset is None else start + timedelta(minutes=offset)

    event = Event(
        time_zone="Europe/Warsaw",
        starts_at=start,
        ends_at=start + timedelta(minutes=lasts),
        meeting_minutes=minutes,
        meeting_tables=1,
        meetings_from=at(begins),
        meetings_until=at(until),
    )
    slots, step = slots_of(event), timedelta(minutes=minutes)
    assert len(slots) <= MOST_SLOTS
    assert all(later - earlier == step for earlier, later in itertools.pairwise(slots))
    opens, closes = max(at(begins) or start, start), min(at(until) or event.ends_at, event.ends_at)
    assert all(opens <= slot and slot + step <= closes for slot in slots)
    assert len(slots) == MOST_SLOTS or closes - opens < step * (len(slots) + 1)
    assert slots_of(EventFactory.build()) == []


def at_once(cluster: Cluster, *acts: Callable[[], Any]) -> list[str]:
    """Do all at one moment, each on a connection of its own; "done" or the code of the refusal for each."""
    start = threading.Barrier(len(acts))

    def one(act: Callable[[], Any]) -> str:
        def wait_and_act() -> None:
            start.wait(timeout=30)
            act()

        try:
            run_in_cluster(cluster, wait_and_act)
        except Conflict as error:
            return error.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(one, acts))


def two_answers(trio: Sequence[Any]) -> list[Callable[[], Any]]:
    """The first is asked by the second and asks the third, for one time; both are accepted."""
    first, second, third = trio
    asked, asks = propose(second, first), propose(first, third)

    def accept(meeting: Meeting, person: Registration) -> Callable[[], Any]:
        return lambda: rules.accept_meeting(actor=who(person), meeting=Meeting.objects.get(pk=meeting.pk))

    return [accept(asked, first), accept(asks, third)]


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_one_moment_do_not_book_a_person_twice(alpha: Cluster) -> None:
    event = MeetingEventFactory()
    trio = [OpenPersonFactory(event=event) for _number in range(3)]
    assert at_once(alpha, *two_answers(trio)) == ["conflict", "done"]
    assert Meeting.objects.filter(state=M.ACCEPTED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_answers_book_a_person_twice(alpha: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    event = MeetingEventFactory()
    trio = [OpenPersonFactory(event=event) for _number in range(3)]
    acts = two_answers(trio)
    looked = threading.Barrier(2)
    tables = iter([1, 2])

    def after_both_looked(taken: object, number: int) -> int:
        looked.wait(timeout=30)
        return next(tables)

    monkeypatch.setattr(rules, "locked_event", lambda row: Event.objects.get(pk=row.pk))
    monkeypatch.setattr(rules, "free_table", after_both_looked)
    assert at_once(alpha, *acts) == ["done", "done"]


def test_own_meetings_leave_out_what_is_cancelled_with_its_event(trio: list[Registration], office: Viewer) -> None:
    meeting = MeetingFactory()
    person = who(meeting.invitee)
    assert own_meetings(person).get() == meeting
    services.cancel_event(actor=office, event=meeting.event, reason="Storm")
    assert not own_meetings(person).exists()

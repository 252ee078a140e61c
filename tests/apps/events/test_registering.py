"""Places, queues and what moves them, case by case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, DomainError, InvalidInput, NotVisible, StaleVersion, StateConflict
from clusterkit.events import services
from clusterkit.events.enums import EventState, RegistrationState
from clusterkit.events.hooks import before_registration, registration_confirmed
from clusterkit.events.models import Registration
from clusterkit.testing.factories.directory import AffiliationFactory, OrganisationFactory
from clusterkit.testing.factories.events import EventFactory, HybridEventFactory
from tests.apps.events.conftest import person_of

R = RegistrationState
Join = Callable[..., Registration]
pytestmark = pytest.mark.django_db


def owner(registration: Registration) -> Viewer:
    """The viewer of the person who is registered."""
    return viewer_of(person_of(registration))


def codes(notices: list[ports.Notice]) -> list[str]:
    """The kinds that were sent."""
    return [notice.kind.code for notice in notices]


def test_a_place_is_given_while_there_is_one_then_the_queue_begins(join: Join, sent: list[ports.Notice]) -> None:
    event = EventFactory(capacity_on_site=1)
    first, second, third = join(event), join(event), join(event)
    assert [row.state for row in (first, second, third)] == [R.CONFIRMED, R.WAITLISTED, R.WAITLISTED]
    assert codes(sent) == ["events.confirmed", "events.queued", "events.queued"]


def test_a_cancelled_place_goes_to_the_first_in_the_queue(join: Join, sent: list[ports.Notice]) -> None:
    event = EventFactory(capacity_on_site=1)
    first, second, third = join(event), join(event), join(event)
    sent.clear()
    services.cancel_registration(actor=owner(first), registration=first)
    for row in (first, second, third):
        row.refresh_from_db()
    assert [row.state for row in (first, second, third)] == [R.CANCELLED, R.CONFIRMED, R.WAITLISTED]
    assert codes(sent) == ["events.registration_cancelled", "events.promoted"]
    assert sent[1].recipients == [second.user_id]
    assert sent[1].path == f"/events/registrations/{second.pk}/ticket/"


def test_one_live_registration_a_person_and_a_new_one_after_cancelling(join: Join, person: Any) -> None:
    event, actor = EventFactory(), person()
    first = join(event, actor=actor)
    with pytest.raises(Conflict):
        join(event, actor=actor)
    services.cancel_registration(actor=actor, registration=first)
    assert join(event, actor=actor).pk != first.pk


def test_on_site_full_gives_an_online_place_and_a_position_in_the_queue_on_site(join: Join) -> None:
    event = HybridEventFactory(capacity_on_site=1, capacity_online=1)
    seated = join(event)
    both = join(event, online_meanwhile=True)
    assert (both.state, both.mode, both.wants_on_site) == (R.CONFIRMED, "online", True)
    online = join(event, "online")
    assert online.state == R.WAITLISTED

    services.cancel_registration(actor=owner(seated), registration=seated)

    both.refresh_from_db()
    online.refresh_from_db()
    assert (both.state, both.mode, both.wants_on_site, both.queued_at) == (R.CONFIRMED, "on_site", False, None)
    assert (online.state, online.mode) == (R.CONFIRMED, "online"), "the online place was set free in the same step"


def test_both_full_then_an_online_place_comes_free_for_who_would_take_it_meanwhile(join: Join) -> None:
    event = HybridEventFactory(capacity_on_site=1, capacity_online=1)
    join(event)
    online = join(event, "online")
    patient = join(event)
    meanwhile = join(event, online_meanwhile=True)
    assert patient.state == meanwhile.state == R.WAITLISTED
    services.cancel_registration(actor=owner(online), registration=online)
    meanwhile.refresh_from_db()
    patient.refresh_from_db()
    assert (meanwhile.state, meanwhile.mode, meanwhile.wants_on_site) == (R.CONFIRMED, "online", True)
    assert patient.state == R.WAITLISTED


def test_more_places_move_the_queue_on_and_fewer_take_nobody_s_place(join: Join, office: Viewer) -> None:
    event = EventFactory(capacity_on_site=1)
    rows = [join(event) for _number in range(4)]
    services.update_event(actor=office, event=event, values={"capacity_on_site": 3})
    states = [Registration.objects.get(pk=row.pk).state for row in rows]
    assert states == [R.CONFIRMED, R.CONFIRMED, R.CONFIRMED, R.WAITLISTED]
    services.update_event(actor=office, event=event, values={"capacity_on_site": 1})
    services.cancel_registration(actor=owner(rows[0]), registration=rows[0])
    assert Registration.objects.filter(state=R.CONFIRMED).count() == 2
    assert Registration.objects.get(pk=rows[3].pk).state == R.WAITLISTED
    services.update_event(actor=office, event=event, values={"capacity_on_site": None})
    assert Registration.objects.get(pk=rows[3].pk).state == R.CONFIRMED


def test_an_offer_holds_the_place_until_it_is_answered(join: Join) -> None:
    event = EventFactory(capacity_on_site=1, offer_hours=24)
    first, second, third = join(event), join(event), join(event)
    services.cancel_registration(actor=owner(first), registration=first)
    second.refresh_from_db()
    assert second.state == R.OFFERED
    assert join(event).state == R.WAITLISTED, "an offered place is not free"
    services.decline_offer(actor=owner(second), registration=second)
    third.refresh_from_db()
    assert third.state == R.OFFERED
    services.accept_offer(actor=owner(third), registration=third)
    third.refresh_from_db()
    assert third.state == R.CONFIRMED
    assert third.offer_expires_at is None


def test_an_offer_that_ended_goes_to_the_next_and_cannot_be_taken(join: Join, sent: list[ports.Notice]) -> None:
    event = EventFactory(capacity_on_site=1, offer_hours=24)
    first, second, third = join(event), join(event), join(event)
    services.cancel_registration(actor=owner(first), registration=first)
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        second.refresh_from_db()
        with pytest.raises(StateConflict):
            services.accept_offer(actor=owner(second), registration=second)
        sent.clear()
        assert services.run_due() == 1
        assert services.run_due() == 0
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.state, third.state) == (R.CANCELLED, R.OFFERED)
    assert codes(sent) == ["events.offer_expired", "events.offered"]


def test_an_ended_offer_does_not_wait_for_the_worker(join: Join) -> None:
    event = EventFactory(capacity_on_site=1, offer_hours=24)
    first, second = join(event), join(event)
    services.cancel_registration(actor=owner(first), registration=first)
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        assert join(event).state == R.CONFIRMED
    second.refresh_from_db()
    assert second.state == R.CANCELLED


def test_changing_the_way_never_loses_a_place(join: Join) -> None:
    event = HybridEventFactory(capacity_on_site=1, capacity_online=1)
    on_site, online = join(event), join(event, "online")
    with pytest.raises(Conflict):
        services.change_mode(actor=owner(on_site), registration=on_site, mode="online")
    moved = services.change_mode(actor=owner(online), registration=online, mode="on_site")
    assert (moved.state, moved.mode, moved.wants_on_site) == (R.CONFIRMED, "online", True)
    back = services.change_mode(actor=owner(online), registration=online, mode="online")
    assert (back.wants_on_site, back.queued_at) == (False, None)


def test_a_free_place_of_the_other_kind_is_taken_at_once_and_the_old_one_moves_on(join: Join) -> None:
    event = HybridEventFactory(capacity_on_site=1, capacity_online=2)
    on_site, waiting = join(event), join(event)
    services.change_mode(actor=owner(on_site), registration=on_site, mode="online")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.mode) == (R.CONFIRMED, "on_site")


def test_a_waiting_person_may_take_a_free_place_of_the_other_kind(join: Join) -> None:
    event = HybridEventFactory(capacity_on_site=1, capacity_online=2)
    join(event)
    waiting = join(event)
    taken = services.change_mode(actor=owner(waiting), registration=waiting, mode="online")
    assert (taken.state, taken.mode) == (R.CONFIRMED, "online")


def test_approval_comes_before_the_place(join: Join, office: Viewer, sent: list[ports.Notice]) -> None:
    event = EventFactory(capacity_on_site=1, needs_approval=True)
    first, second, third = join(event), join(event), join(event)
    assert first.state == R.PENDING
    assert [code for code in codes(sent) if code != "events.requested"] == ["events.received"] * 3
    with pytest.raises(DomainError):
        services.approve_registration(actor=owner(first), registration=first)
    assert services.approve_registration(actor=office, registration=first).state == R.CONFIRMED
    assert services.approve_registration(actor=office, registration=second).state == R.WAITLISTED
    with pytest.raises(InvalidInput):
        services.reject_registration(actor=office, registration=third, reason=" ")
    services.reject_registration(actor=office, registration=third, reason="For laboratories only")
    assert sent[-1].context["reason"] == "For laboratories only"
    with pytest.raises(StateConflict):
        join(event, actor=owner(third))


def test_registration_keeps_its_times(join: Join, office: Viewer) -> None:
    now = timezone.now()
    with pytest.raises(StateConflict):
        join(EventFactory(registration_opens=now + timedelta(hours=1)))
    with pytest.raises(StateConflict):
        join(EventFactory(registration_closes=now - timedelta(hours=1)))
    with pytest.raises(StateConflict):
        join(EventFactory(starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1)))
    with pytest.raises(NotVisible):
        join(EventFactory(state=EventState.DRAFT))
    with pytest.raises(DomainError):
        join(EventFactory(state=EventState.CANCELLED))


def test_the_mode_and_the_organisation_must_be_possible(join: Join, person: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        join(EventFactory(), "online")
    assert caught.value.field == "mode"
    foreign = OrganisationFactory()
    with pytest.raises(InvalidInput):
        join(EventFactory(), organisation=foreign)
    affiliation = AffiliationFactory(organisation=foreign)
    row = join(EventFactory(), actor=viewer_of(affiliation.user), organisation=foreign, organisation_name="Other")
    assert row.organisation_label == str(foreign)


def test_a_stranger_touches_no_registration(join: Join, person: Any) -> None:
    row = join(EventFactory())
    for act in (services.cancel_registration, services.accept_offer, services.decline_offer):
        with pytest.raises(NotVisible):
            act(actor=person(), registration=row)
    with pytest.raises(NotVisible):
        services.set_consent(actor=person(), registration=row, consent="name")


def test_a_stale_form_is_refused(join: Join) -> None:
    row = join(EventFactory())
    with pytest.raises(StaleVersion):
        services.cancel_registration(actor=owner(row), registration=row, expected_version=7)


def test_hooks_may_refuse_and_hear_of_places(join: Join, django_capture_on_commit_callbacks: Any) -> None:
    event = EventFactory(capacity_on_site=1)
    with before_registration.override(lambda payload: "Only with a badge"), pytest.raises(DomainError) as caught:
        join(event)
    assert str(caught.value) == "Only with a badge"
    assert not Registration.objects.exists()
    heard: list[tuple[int, bool]] = []
    with registration_confirmed.override(lambda item: heard.append((item.registration.pk, item.promoted))):
        with django_capture_on_commit_callbacks(execute=True):
            first, second = join(event), join(event)
            services.cancel_registration(actor=owner(first), registration=first)
        assert heard == [(first.pk, False), (second.pk, True)]


def test_check_in_and_back(join: Join, office: Viewer) -> None:
    event = EventFactory(capacity_on_site=1)
    row, waiting = join(event), join(event)
    assert services.registration_by_code(actor=office, event=event, code=row.code.lower()) == row
    inside = services.check_in(actor=office, registration=row)
    assert inside.state == R.ATTENDED
    assert inside.checked_in_at is not None
    with pytest.raises(StateConflict):
        services.check_in(actor=office, registration=row)
    with pytest.raises(StateConflict):
        services.check_in(actor=office, registration=waiting)
    with pytest.raises(StateConflict):
        services.cancel_registration(actor=owner(row), registration=row)
    back = services.undo_check_in(actor=office, registration=row)
    assert (back.state, back.checked_in_at) == (R.CONFIRMED, None)
    with pytest.raises(StateConflict):
        services.mark_absent(actor=office, registration=row)
    with pytest.raises(NotVisible):
        services.registration_by_code(actor=office, event=event, code="NOSUCHCODE")

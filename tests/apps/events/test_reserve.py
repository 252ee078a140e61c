"""Places that were kept back, events for members only, blocked people, and who did not come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.utils import timezone

from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.core.exceptions import Conflict, InvalidInput, NotPermitted, StaleVersion, StateConflict
from clusterkit.events import services
from clusterkit.events.enums import RegistrationState
from clusterkit.events.models import Registration
from clusterkit.events.selectors import events_for, seats_of
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import AffiliationFactory
from clusterkit.testing.factories.events import EventFactory, HybridEventFactory
from clusterkit.testing.factories.membership import MembershipFactory
from tests.apps.events.conftest import person_of

R = RegistrationState
Join = Callable[..., Registration]
pytestmark = pytest.mark.django_db


def states(*rows: Registration) -> list[str]:
    """Where they stand now."""
    return [Registration.objects.get(pk=row.pk).state for row in rows]


def test_what_is_kept_back_is_free_for_nobody_but_by_name(join: Join, office: Viewer) -> None:
    event = EventFactory(capacity_on_site=3, reserved_on_site=2)
    first, second, third = join(event), join(event), join(event)
    assert states(first, second, third) == [R.CONFIRMED, R.WAITLISTED, R.WAITLISTED]
    given = services.give_reserved(actor=office, registration=third)
    assert (given.state, given.from_reserve) == (R.CONFIRMED, True)
    assert states(second) == [R.WAITLISTED], "the reserve pays for it, not the free places"
    seats = seats_of(events_for(office).get(pk=event.pk))[0]
    assert (seats.reserved, seats.given, seats.taken, seats.left, seats.waiting) == (2, 1, 3, 0, 1)


def test_a_person_with_an_account_gets_one_by_address(join: Join, office: Viewer) -> None:
    event = EventFactory(capacity_on_site=2, reserved_on_site=2)
    user = UserFactory(email="invited@example.org")
    row = services.give_reserved_to(actor=office, event=event, email="Invited@Example.org ", mode="on_site")
    assert (row.user, row.state, row.from_reserve) == (user, R.CONFIRMED, True)
    with pytest.raises(Conflict):
        services.give_reserved_to(actor=office, event=event, email="invited@example.org", mode="on_site")
    with pytest.raises(InvalidInput) as caught:
        services.give_reserved_to(actor=office, event=event, email="nobody@example.org", mode="on_site")
    assert caught.value.field == "email"
    waiting = join(event)
    assert (
        services.give_reserved_to(actor=office, event=event, email=person_of(waiting).email, mode="on_site").pk
        == waiting.pk
    )
    with pytest.raises(Conflict):
        services.give_reserved_to(actor=office, event=event, email=UserFactory().email, mode="on_site")


def test_a_kept_back_place_that_is_given_up_is_kept_back_again(join: Join, office: Viewer) -> None:
    event = EventFactory(capacity_on_site=1, reserved_on_site=1)
    first, second = join(event), join(event)
    services.give_reserved(actor=office, registration=second)
    services.cancel_registration(actor=office, registration=second)
    assert states(first) == [R.WAITLISTED]
    event.refresh_from_db()
    services.update_event(actor=office, event=event, values={"reserved_on_site": 0})
    assert states(first) == [R.CONFIRMED]


def test_more_kept_back_than_seats_overbooks_nothing(join: Join, office: Viewer) -> None:
    event = EventFactory(capacity_on_site=1)
    join(event)
    waiting = join(event)
    services.update_event(actor=office, event=event, values={"reserved_on_site": 1})
    with pytest.raises(Conflict):
        services.give_reserved(actor=office, registration=waiting)


def test_who_is_online_meanwhile_moves_on_site_from_the_reserve(join: Join, office: Viewer) -> None:
    event = HybridEventFactory(capacity_on_site=1, reserved_on_site=1, capacity_online=1)
    both, online = join(event, online_meanwhile=True), join(event, "online")
    moved = services.give_reserved(actor=office, registration=both)
    assert (moved.mode, moved.wants_on_site, moved.from_reserve) == ("on_site", False, True)
    assert states(online) == [R.CONFIRMED], "the online place was set free in the same step"


def test_only_the_tier_of_the_event_registers(join: Join, person: Any) -> None:
    event = EventFactory(registration_tier="member")
    with pytest.raises(NotPermitted) as caught:
        join(event, actor=person())
    assert "Only members" in str(caught.value.message)
    member = AffiliationFactory(organisation=MembershipFactory().organisation).user
    assert join(event, actor=viewer_of(member)).state == R.CONFIRMED


def test_places_of_people_who_may_not_sign_in_any_more_go_on(join: Join) -> None:
    event = EventFactory(capacity_on_site=1)
    seated, blocked, waiting = join(event), join(event), join(event)
    get_user_model()._default_manager.filter(pk__in=[seated.user_id, blocked.user_id]).update(is_active=False)
    services.run_due()
    assert states(seated, blocked, waiting) == [R.CANCELLED, R.CANCELLED, R.CONFIRMED]


def test_a_blocked_person_is_passed_over_when_it_is_his_turn(join: Join) -> None:
    event = EventFactory(capacity_on_site=1)
    seated, blocked, waiting = join(event), join(event), join(event)
    get_user_model()._default_manager.filter(pk=blocked.user_id).update(is_active=False)
    services.cancel_registration(actor=viewer_of(person_of(seated)), registration=seated)
    assert states(blocked, waiting) == [R.CANCELLED, R.CONFIRMED]


def test_after_the_end_the_rest_did_not_come(join: Join, office: Viewer, person: Any) -> None:
    event = EventFactory(capacity_on_site=3)
    came, absent, other, waiting = join(event), join(event), join(event), join(event)
    with pytest.raises(StateConflict):
        services.mark_rest_absent(actor=office, event=event)
    services.check_in(actor=office, registration=came)
    with time_machine.travel(event.ends_at + timedelta(hours=1), tick=False):
        with pytest.raises(NotPermitted):
            services.mark_rest_absent(actor=person(), event=event)
        with pytest.raises(StaleVersion):
            services.mark_rest_absent(actor=office, event=event, expected=3)
        assert services.mark_rest_absent(actor=office, event=event, expected=2) == 2
        assert services.mark_rest_absent(actor=office, event=event) == 0
    assert states(came, absent, other, waiting) == [R.ATTENDED, R.NO_SHOW, R.NO_SHOW, R.WAITLISTED]
    assert timezone.now() < event.starts_at

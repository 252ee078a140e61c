"""Whatever people do in whatever order, the places stay right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.core.exceptions import DomainError
from clusterkit.events import services
from clusterkit.events.enums import LIVE_STATES, OPEN_STATES, SEATED_STATES, RegistrationState, SeatMode
from clusterkit.events.models import Event, Registration
from clusterkit.events.services import registering
from clusterkit.events.services.seats import standing_of
from clusterkit.testing.factories.accounts import CoordinatorFactory
from clusterkit.testing.factories.directory import AffiliationFactory
from clusterkit.testing.factories.events import HybridEventFactory
from clusterkit.testing.factories.membership import MembershipFactory
from tests.apps.events.conftest import person_of

R = RegistrationState
modes = st.sampled_from(SeatMode.values)
choices = st.integers(0, 50)


class Seminar(RuleBasedStateMachine):
    """A hybrid seminar with few places; everything is undone after each example."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.clock = time_machine.travel(timezone.now(), tick=False)
        self.time = self.clock.start()
        self.allowed: dict[str, int] = {}

    def teardown(self) -> None:
        self.clock.stop()
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(on_site=st.integers(0, 2), online=st.integers(0, 2), offer_hours=st.sampled_from([0, 2]))
    def open_doors(self, on_site: int, online: int, offer_hours: int) -> None:
        self.event = HybridEventFactory(
            capacity_on_site=on_site, capacity_online=online, offer_hours=offer_hours, guests_allowed=2
        )
        self.office = viewer_of(CoordinatorFactory())
        organisation = MembershipFactory().organisation
        self.people = [viewer_of(AffiliationFactory(organisation=organisation).user) for _number in range(5)]
        self.allowed = {"on_site": on_site, "online": online}

    def live(self) -> list[Registration]:
        states = sorted(LIVE_STATES)
        return list(Registration.objects.filter(event=self.event, state__in=states).order_by("pk"))

    def person_of(self, row: Registration) -> Viewer:
        """Who acts for this registration: for a guest who brings him."""
        return viewer_of(person_of(row if row.host is None else row.host))

    def attempt(self, act: Callable[..., Any], *, by_name: bool = False, **kwargs: Any) -> None:
        """Do it; a refusal is fine, a broken rule is not. What is given *by_name* passes the queue by."""
        order = {mode: self.queue(mode) for mode in SeatMode.values}
        places = {mode: self.seated(mode) for mode in SeatMode.values}
        try:
            with transaction.atomic():
                act(**kwargs)
        except DomainError:
            return
        self.check_order(order, {mode: self.seated(mode) for mode in SeatMode.values} if by_name else places)

    def queue(self, mode: str) -> list[int]:
        return [row.pk for row in Registration.objects.filter(event=self.event).queue(mode)]

    def seated(self, mode: str) -> set[int]:
        return set(Registration.objects.filter(event=self.event).occupying(mode).values_list("pk", flat=True))

    def check_order(self, before: dict[str, list[int]], seated: dict[str, set[int]]) -> None:
        """Nobody who waited is overtaken: of two who waited and still do or got a place, the first is served first."""
        for mode in SeatMode.values:
            after, gained = self.queue(mode), self.seated(mode) - seated[mode]
            kept = [pk for pk in before[mode] if pk in after]
            assert kept == [pk for pk in after if pk in kept], "the order of the queue changed"
            if kept and gained:
                first_kept = before[mode].index(kept[0])
                assert all(pk in before[mode] and before[mode].index(pk) < first_kept for pk in gained), "overtaken"

    @rule(who=choices, mode=modes, meanwhile=st.booleans())
    def register(self, who: int, mode: str, meanwhile: bool) -> None:
        actor: Viewer = self.people[who % len(self.people)]
        self.attempt(services.register, actor=actor, event=self.event, mode=mode, online_meanwhile=meanwhile)

    @precondition(lambda self: bool(self.live()))
    @rule(which=choices)
    def cancel(self, which: int) -> None:
        row = self.pick(which)
        self.attempt(services.cancel_registration, actor=self.person_of(row), registration=row)

    @precondition(lambda self: bool(self.live()))
    @rule(which=choices, mode=modes)
    def bring_guest(self, which: int, mode: str) -> None:
        row = self.pick(which)
        self.attempt(services.bring_guest, actor=self.person_of(row), registration=row, name="Guest", mode=mode)

    @precondition(lambda self: bool(self.live()))
    @rule(which=choices)
    def give_reserved(self, which: int) -> None:
        row = self.pick(which)
        self.attempt(services.give_reserved, by_name=True, actor=self.office, registration=row)

    @rule(on_site=st.integers(0, 2), online=st.integers(0, 2))
    def keep_back(self, on_site: int, online: int) -> None:
        values = {"reserved_on_site": on_site, "reserved_online": online}
        self.attempt(services.update_event, actor=self.office, event=self.event, values=values)

    @rule(who=choices)
    def block(self, who: int) -> None:
        """The account is switched off; the worker's next round gives the places on."""
        user_id = self.people[who % len(self.people)].user_id
        assert user_id is not None
        get_user_model()._default_manager.filter(pk=user_id).update(is_active=False)
        self.attempt(services.run_due)
        mine = Registration.objects.filter(event=self.event, state__in=sorted(OPEN_STATES))
        if self.event.starts_at > timezone.now():
            assert not mine.filter(user_id=user_id).exists()
            assert not mine.filter(host__user_id=user_id).exists()

    @precondition(lambda self: bool(self.live()))
    @rule(which=choices, mode=modes)
    def change_mode(self, which: int, mode: str) -> None:
        row = self.pick(which)
        try:
            with transaction.atomic():
                services.change_mode(actor=self.person_of(row), registration=row, mode=mode)
        except DomainError:
            return

    @precondition(lambda self: bool(self.live()))
    @rule(which=choices, yes=st.booleans())
    def answer(self, which: int, yes: bool) -> None:
        row = self.pick(which)
        act = services.accept_offer if yes else services.decline_offer
        self.attempt(act, actor=self.person_of(row), registration=row)

    @rule(hours=st.integers(0, 3))
    def wait(self, hours: int) -> None:
        self.time.shift(timedelta(hours=hours))
        self.attempt(services.run_due)

    @rule(on_site=st.integers(0, 3), online=st.integers(0, 3))
    def change_capacity(self, on_site: int, online: int) -> None:
        values = {"capacity_on_site": on_site, "capacity_online": online}
        self.attempt(services.update_event, actor=self.office, event=self.event, values=values)
        for mode, number in (("on_site", on_site), ("online", online)):
            # Who had a place before it was lowered keeps it.
            self.allowed[mode] = max(number, len(self.seated(mode)))

    def pick(self, which: int) -> Registration:
        rows = self.live()
        return rows[which % len(rows)]

    @invariant()
    def places_are_right(self) -> None:
        if not self.allowed:
            return
        event, now = Event.objects.get(pk=self.event.pk), timezone.now()
        for mode in SeatMode.values:
            taken = len(self.seated(mode))
            assert taken <= self.allowed[mode], "more people than places"
            self.allowed[mode] = max(event.capacity_of(mode) or 0, taken)
            assert not standing_of(event, now)[SeatMode(mode)].moves, "somebody waits while a place is free"
        rows = self.live()
        people = [row.user_id for row in rows if row.user_id is not None]
        assert len(set(people)) == len(people), "two live registrations of one person"
        for row in rows:
            assert row.host is None or row.host.state in LIVE_STATES, "a guest without his host"
            assert not row.from_reserve or row.state in SEATED_STATES
            assert not row.wants_on_site or (row.mode, row.state) == ("online", R.CONFIRMED)
            waits = row.state in (R.WAITLISTED, R.OFFERED) or row.wants_on_site
            assert (row.queued_at is not None) == waits
        assert not self.seated("on_site") & self.seated("online"), "one person on two places"


def run(examples: int, steps: int, **kwargs: Any) -> None:
    """Try so many sequences of so many acts."""
    run_state_machine_as_test(
        Seminar,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            **kwargs,
        ),
    )


@pytest.mark.django_db
def test_any_sequence_of_acts_keeps_the_rules() -> None:
    run(4, 12)


@pytest.mark.django_db
@pytest.mark.long
def test_many_long_sequences_keep_the_rules() -> None:
    run(60, 20)


@pytest.mark.django_db
@pytest.mark.long
def test_where_a_newcomer_always_gets_a_place_the_sequences_find_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A control: the rules above can be broken, and the run notices."""
    monkeypatch.setattr(registering, "newcomer_gets", lambda standings, mode: True)
    with pytest.raises(AssertionError, match=r"more people than places|overtaken|waits while"):
        run(30, 12, derandomize=True, phases=[Phase.generate], print_blob=False, report_multiple_bugs=False)

"""Any sequence of acts by an owner and two organisations on an item without a name: what must hold after each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from clusterkit.access.viewer import viewer_of
from clusterkit.core.exceptions import DomainError
from clusterkit.core.policies import MEMBER, Actor
from clusterkit.ideas import services
from clusterkit.ideas.enums import LIVE_INTEREST_STATES, InterestState, ItemMode, ItemState
from clusterkit.ideas.models import ExchangeSettings, FollowUp, Interest, Item, Outcome
from clusterkit.ideas.policies import may_identify
from clusterkit.ideas.selectors import talk_view, talks
from clusterkit.ideas.transitions import INTEREST
from clusterkit.notifications.models import Notification
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import AffiliationFactory, OrganisationFactory
from clusterkit.testing.factories.ideas import ItemFactory

PEOPLE = ("owner", "first", "second", "stranger")
SIDES = ("first", "second")
ARROWS = {(source, step.target) for step in INTEREST for source in step.sources}
NAME = "Secretive Works"

people, sides = st.sampled_from(PEOPLE), st.sampled_from(SIDES)


class TalkMachine(RuleBasedStateMachine):
    """Everybody tries everything, whatever the state."""

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        # The limits of how often one writes have tests of their own.
        ExchangeSettings.objects.create(interests_a_day=1000)
        self.users = {name: UserFactory(tier=MEMBER, name=f"Person {name.title()}") for name in PEOPLE}
        self.organisations = {
            name: OrganisationFactory(short_name={"en": NAME if name == "owner" else name.title()})
            for name in PEOPLE[:-1]
        }
        for name, organisation in self.organisations.items():
            AffiliationFactory(user=self.users[name], organisation=organisation)
        self.item = ItemFactory(
            organisation=self.organisations["owner"], author=self.users["owner"], mode=ItemMode.ANONYMOUS
        )
        self.states: dict[int, str] = {}

    def teardown(self) -> None:
        """Undo everything."""
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    def actor(self, who: str) -> Actor:
        return viewer_of(self.users[who])

    def newest(self, side: str) -> Interest | None:
        return Interest.objects.filter(organisation=self.organisations[side]).order_by("-pk").first()

    def attempt(self, act: Callable[[], Any]) -> None:
        """Try it; a refusal changes nothing, a step follows an arrow."""
        try:
            with transaction.atomic():
                act()
        except DomainError:
            assert dict(Interest.objects.values_list("pk", "state")) == self.states
            return
        now = dict(Interest.objects.values_list("pk", "state"))
        for pk, state in now.items():
            before = self.states.get(pk)
            assert before == state or (before, state) in ARROWS or (before is None and state == InterestState.SENT)
        self.states = now

    def on(self, service: Callable[..., Any], side: str, who: str, **kwargs: Any) -> None:
        talk = self.newest(side)
        if talk is not None:
            self.attempt(lambda: service(interest=talk, actor=self.actor(who), **kwargs))

    @rule(side=sides, who=people)
    def send(self, side: str, who: str) -> None:
        organisation = self.organisations[side]
        self.attempt(
            lambda: services.send_interest(
                item=self.item, organisation=organisation, message="We can", actor=self.actor(who)
            )
        )

    @rule(side=sides, who=people)
    def ask(self, side: str, who: str) -> None:
        self.on(services.ask_more, side, who, text="How much?")

    @rule(side=sides, who=people)
    def answer(self, side: str, who: str) -> None:
        self.on(services.answer_question, side, who, text="Ten")

    @rule(side=sides, who=people)
    def write(self, side: str, who: str) -> None:
        self.on(services.write_message, side, who, text="And then?")

    @rule(side=sides, who=people)
    def accept(self, side: str, who: str) -> None:
        self.on(services.accept_interest, side, who)

    @rule(side=sides, who=people)
    def decline(self, side: str, who: str) -> None:
        self.on(services.decline_interest, side, who, text="No")

    @rule(side=sides, who=people)
    def take_back(self, side: str, who: str) -> None:
        self.on(services.withdraw_interest, side, who)

    @rule(days=st.sampled_from([1, 24, 31]))
    def time_goes_on(self, days: int) -> None:
        later = timezone.now() + timedelta(days=days)
        self.attempt(lambda: (services.remind_of_turn(now=later), services.lapse_due(now=later)))

    @rule(side=sides, who=people, kind=st.sampled_from(["contract", "none"]))
    def fulfil(self, side: str, who: str, kind: str) -> None:
        talk = self.newest(side)
        self.attempt(
            lambda: services.close_with_outcome(item=self.item, kind=kind, interest=talk, actor=self.actor(who))
        )

    @rule(who=people, confirms=st.booleans())
    def judge(self, who: str, confirms: bool) -> None:
        outcome = Outcome.objects.first()
        if outcome is None:
            return
        if confirms:
            self.attempt(lambda: services.confirm_outcome(outcome=outcome, actor=self.actor(who)))
        else:
            self.attempt(lambda: services.contest_outcome(outcome=outcome, text="No", actor=self.actor(who)))

    @invariant()
    def at_most_one_live_answer_of_a_pair(self) -> None:
        for organisation in self.organisations.values():
            live = Interest.objects.filter(organisation=organisation, state__in=LIVE_INTEREST_STATES)
            assert live.count() <= 1

    @invariant()
    def the_owner_is_known_to_the_accepted_and_to_nobody_else(self) -> None:
        item = Item.objects.get()
        for who in PEOPLE:
            viewer = self.actor(who)
            accepted = (
                who in SIDES
                and Interest.objects.filter(organisation=self.organisations[who], state=InterestState.ACCEPTED).exists()
            )
            assert may_identify(viewer, item) == (who == "owner" or accepted)
            if who not in SIDES or accepted:
                continue
            seen = [talk_view(viewer, row) for row in talks(viewer)]
            said = repr([(view.other.name, view.other.person, view.entries) for view in seen])
            told = repr(list(Notification.objects.filter(recipient=self.users[who]).values_list("context", flat=True)))
            assert NAME not in said + told
            assert "Person Owner" not in said + told

    @invariant()
    def the_item_is_in_talks_if_and_only_if_somebody_was_accepted(self) -> None:
        state, accepted = Item.objects.get().state, Interest.objects.filter(state=InterestState.ACCEPTED).exists()
        if state != ItemState.FULFILLED:
            assert (state == ItemState.IN_TALKS) == accepted

    @invariant()
    def what_is_fulfilled_has_an_outcome_and_no_answer_that_waits(self) -> None:
        fulfilled = Item.objects.get().state == ItemState.FULFILLED
        assert Outcome.objects.exists() == fulfilled
        if fulfilled:
            waits = [InterestState.SENT, InterestState.MORE_INFO]
            assert not Interest.objects.filter(state__in=waits).exists()

    @invariant()
    def questions_follow_confirmed_outcomes_of_something(self) -> None:
        outcome = Outcome.objects.first()
        asked = outcome is not None and outcome.confirmed_at is not None and outcome.kind != "none"
        assert FollowUp.objects.count() == (2 if asked else 0)

    @invariant()
    def it_is_nobodys_or_one_sides_turn(self) -> None:
        for side in SIDES:
            for ours in talks(self.actor("owner")).filter(organisation=self.organisations[side]):
                theirs = talks(self.actor(side)).get(pk=ours.pk)
                turns: list[Any] = [(row.is_mine, row.is_theirs) for row in (ours, theirs)]  # type: ignore[attr-defined]
                assert turns[0] == turns[1][::-1]
                assert turns[0] != (True, True)


@pytest.mark.django_db
def test_any_sequence_of_acts() -> None:
    run_state_machine_as_test(
        TalkMachine,
        settings=settings(
            max_examples=10, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )

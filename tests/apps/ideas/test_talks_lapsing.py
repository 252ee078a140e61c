"""Answers whose turn nobody takes: reminded of once, then closed; two workers and somebody who decides at the same moment."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from clusterkit.core.exceptions import StateConflict
from clusterkit.ideas import services
from clusterkit.ideas.enums import InterestState
from clusterkit.ideas.models import ExchangeSettings, Interest
from clusterkit.ideas.services.lapsing import notice_before
from clusterkit.notifications.models import Notification
from clusterkit.testing.factories.ideas import InterestFactory, ItemFactory
from tests.apps.ideas.conftest import Person, Told
from tests.apps.racing import at_once

pytestmark = pytest.mark.django_db


def waiting(owner: Person, answerer: Person, *, days: float, state: str = InterestState.SENT) -> Interest:
    """An answer whose turn has waited so long."""
    item = ItemFactory(organisation=owner.organisation, author=owner.user)
    talk = InterestFactory(item=item, organisation=answerer.organisation, author=answerer.user, state=state)
    Interest.objects.filter(pk=talk.pk).update(state_changed_at=timezone.now() - timedelta(days=days))
    return Interest.objects.get(pk=talk.pk)


@pytest.mark.parametrize(("days", "before"), [(30, 7), (14, 7), (10, 5), (3, 1.5)])
def test_one_is_reminded_a_week_before_or_at_half_of_a_shorter_time(days: int, before: float) -> None:
    assert notice_before(timedelta(days=days)) == timedelta(days=before)


@pytest.mark.parametrize(("state", "side"), [("sent", "owner"), ("more_info", "answerer")])
def test_the_side_whose_turn_it_is_is_reminded_once(
    owner: Person, answerer: Person, told: Told, state: str, side: str
) -> None:
    waiting(owner, answerer, days=22)
    assert services.remind_of_turn() == 0
    talk = waiting(owner, answerer, days=24, state=state)
    assert (services.remind_of_turn(), services.remind_of_turn()) == (1, 0)
    user = owner.user if side == "owner" else answerer.user
    assert [(notice.kind.code, list(notice.recipients)) for notice in told.notices] == [
        ("ideas.interest_waits", [user.pk])
    ]
    assert told.notices[0].context["days"] == 6
    # Whoever takes the turn begins a new time, with a reminder of its own.
    if state == "sent":
        services.ask_more(interest=talk, text="How much?", actor=owner.viewer)
        assert services.remind_of_turn() == 0
        assert services.remind_of_turn(now=timezone.now() + timedelta(days=25)) == 1


def test_an_answer_that_waited_too_long_closes_and_both_sides_hear(owner: Person, answerer: Person, told: Told) -> None:
    talk, fresh = waiting(owner, answerer, days=31), InterestFactory()
    assert (services.lapse_due(), services.lapse_due()) == (1, 0)
    talk.refresh_from_db()
    fresh.refresh_from_db()
    assert (talk.state, fresh.state) == ("lapsed", "sent")
    assert [notice.kind.code for notice in told.notices] == ["ideas.interest_over"]
    assert sorted(told.notices[0].recipients) == sorted([owner.user.pk, answerer.user.pk])
    assert [(entry.actor.is_system, entry.action) for entry in told.audit] == [(True, "ideas.lapse")]
    assert answerer.organisation is not None
    assert services.send_interest(
        item=talk.item, organisation=answerer.organisation, message="Again", actor=answerer.viewer
    )


def test_the_office_sets_how_long(owner: Person, answerer: Person) -> None:
    ExchangeSettings.objects.create(interest_days=3)
    talk = waiting(owner, answerer, days=4)
    assert services.remind_of_turn() == 0  # its time is over already
    assert services.lapse_due() == 1
    with pytest.raises(StateConflict):
        services.accept_interest(interest=talk, actor=owner.viewer)


@pytest.mark.parametrize("state", [InterestState.ACCEPTED, InterestState.DECLINED, InterestState.WITHDRAWN])
def test_what_is_decided_stays(owner: Person, answerer: Person, state: str) -> None:
    waiting(owner, answerer, days=400, state=state)
    assert (services.lapse_due(), services.remind_of_turn()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_two_workers_close_and_remind_once(owner: Person, answerer: Person) -> None:
    waiting(owner, answerer, days=31)
    assert sorted(at_once(services.lapse_due, services.lapse_due)) == [0, 1]
    assert Notification.objects.filter(kind="ideas.interest_over").count() == 2
    waiting(owner, answerer, days=24)
    assert sorted(at_once(services.remind_of_turn, services.remind_of_turn)) == [0, 1]
    assert Notification.objects.filter(kind="ideas.interest_waits").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_acceptance_and_lapse_at_once_the_first_wins(owner: Person, answerer: Person) -> None:
    talk = waiting(owner, answerer, days=31)
    viewer = owner.viewer
    accepted, lapsed = at_once(
        lambda: services.accept_interest(interest=Interest.objects.get(pk=talk.pk), actor=viewer), services.lapse_due
    )
    talk.refresh_from_db()
    if lapsed:
        assert isinstance(accepted, StateConflict)
        assert (talk.state, talk.item.state) == ("lapsed", "published")
    else:
        assert (talk.state, talk.item.state) == ("accepted", "in_talks")


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_acceptance_and_lapse_would_both_win(owner: Person, answerer: Person) -> None:
    """The negative control: the same two decisions by reading and writing without a lock."""
    talk = waiting(owner, answerer, days=31)
    both_read = Barrier(2)

    def decide(state: str) -> Any:
        with transaction.atomic():
            row = Interest.objects.get(pk=talk.pk)
            both_read.wait(10)
            if row.state != InterestState.SENT:
                return False
            row.state = state
            row.save()
            return True

    assert at_once(lambda: decide(InterestState.ACCEPTED), lambda: decide(InterestState.LAPSED)) == [True, True]

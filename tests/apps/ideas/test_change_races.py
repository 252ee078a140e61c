"""Decisions, newer changes and withdrawals of one item at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from clusterkit.access.models import Rule
from clusterkit.access.viewer import viewer_of
from clusterkit.audit.models import AuditRow
from clusterkit.core.exceptions import StateConflict
from clusterkit.core.policies import COORDINATOR, MEMBER
from clusterkit.ideas import services
from clusterkit.ideas.enums import ChangeState, ItemState
from clusterkit.ideas.models import Item, ItemChange
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import AffiliationFactory, OrganisationFactory
from clusterkit.testing.factories.ideas import ItemFactory
from tests.apps.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)
TURNS = 8


class Sides:
    """An owner, a coordinator, and items with a change that waits."""

    def __init__(self) -> None:
        Rule.objects.create(action="ideas.publish_directly", tier=COORDINATOR)
        self.organisation = OrganisationFactory()
        user = UserFactory(tier=MEMBER)
        AffiliationFactory(user=user, organisation=self.organisation)
        self.owner = viewer_of(user)
        self.office = viewer_of(UserFactory(tier=COORDINATOR))

    def change(self) -> ItemChange:
        item = ItemFactory(organisation=self.organisation, summary="Old words")
        services.update_item(item=item, fields={"summary": "New words"}, actor=self.owner)
        found: ItemChange = ItemChange.objects.get(item=item, state=ChangeState.WAITING)
        return found

    def approving(self, change: ItemChange) -> Callable[[], ItemChange]:
        """The coordinator's press of the button."""
        return partial(services.approve_change, change=change, actor=self.office)


def test_taking_over_and_withdrawing_the_item() -> None:
    sides = Sides()
    for _turn in range(TURNS):
        change = sides.change()
        taken, withdrawn = at_once(
            sides.approving(change),
            partial(services.withdraw, item=change.item, actor=sides.owner),
        )
        change.refresh_from_db()
        item = Item.objects.get(pk=change.item_id)
        assert (item.state, isinstance(withdrawn, Item)) == (ItemState.WITHDRAWN, True)
        if isinstance(taken, StateConflict):
            assert (item.summary, change.state) == ("Old words", ChangeState.WITHDRAWN)
        else:
            assert (item.summary, change.state) == ("New words", ChangeState.APPROVED)


def test_taking_over_and_changing_anew() -> None:
    """What the coordinator read is what is taken over, never the newer text."""
    sides = Sides()
    for _turn in range(TURNS):
        change = sides.change()
        taken, changed = at_once(
            sides.approving(change),
            partial(services.update_item, item=change.item, fields={"summary": "Newest words"}, actor=sides.owner),
        )
        assert isinstance(changed, Item), changed
        change.refresh_from_db()
        item = Item.objects.get(pk=change.item_id)
        waiting = ItemChange.objects.get(item=item, state=ChangeState.WAITING)
        assert waiting.values == {"summary": "Newest words"}
        if isinstance(taken, StateConflict):
            assert (item.summary, change.state) == ("Old words", ChangeState.WITHDRAWN)
        else:
            assert (item.summary, change.state) == ("New words", ChangeState.APPROVED)


def test_two_coordinators_decide_once() -> None:
    sides = Sides()
    other = viewer_of(UserFactory(tier=COORDINATOR))
    change = sides.change()
    results = at_once(
        lambda: services.approve_change(change=change, actor=sides.office),
        lambda: services.approve_change(change=change, actor=other),
        lambda: services.refuse_change(change=change, reason="No", actor=other),
    )
    assert sum(isinstance(result, StateConflict) for result in results) == 2, results
    assert (
        AuditRow.objects.filter(target_label="clusterkit_ideas.itemchange", action="ideas.review_change").count() == 1
    )


def test_colleagues_who_change_at_once_leave_one_that_waits() -> None:
    sides = Sides()
    item = ItemFactory(organisation=sides.organisation)
    results = at_once(
        *[
            partial(services.update_item, item=item, fields={"summary": words}, actor=sides.owner)
            for words in ("One", "Two", "Three", "Four")
        ]
    )
    assert all(isinstance(result, Item) for result in results), results
    assert ItemChange.objects.filter(item=item, state=ChangeState.WAITING).count() == 1


def test_without_the_lock_of_the_item_a_withdrawn_item_would_change() -> None:
    """The control: who reads the state first and writes later changes what is withdrawn."""
    sides = Sides()
    change = sides.change()
    looked = threading.Event()
    gone = threading.Event()

    def approve() -> Any:
        with transaction.atomic():
            is_open = Item.objects.get(pk=change.item_id).state == ItemState.PUBLISHED
            looked.set()
            gone.wait(10)
            return Item.objects.filter(pk=change.item_id).update(summary="New words") if is_open else 0

    def withdraw() -> None:
        looked.wait(10)
        services.withdraw(item=change.item, actor=sides.owner)
        gone.set()

    assert at_once(approve, withdraw)[0] == 1
    item = Item.objects.get(pk=change.item_id)
    assert (item.state, item.summary) == (ItemState.WITHDRAWN, "New words")

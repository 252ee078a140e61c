"""Members who leave at the same moment: real threads, real transactions, and what happens where the lock is left out."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from clusterkit.membership.models import CompositionBreach, Membership, OfficeSettings
from clusterkit.membership.selectors.composition import rule_states
from clusterkit.membership.services import revoke, watch_composition
from clusterkit.notifications.models import Notification
from clusterkit.testing.factories.membership import MembershipFactory
from tests.apps.membership.conftest import make_party
from tests.apps.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def told() -> Counter[int]:
    return Counter(Notification.objects.filter(kind="membership.composition").values_list("recipient", flat=True))


def test_of_two_who_leave_at_once_the_second_sees_the_first() -> None:
    """One may go, both may not: whoever is written last finds one too few, and everybody is told once."""
    party = make_party()
    terms = [MembershipFactory() for _number in range(3)]
    OfficeSettings.objects.create(min_members=2)
    office = party.viewer("first")
    results = at_once(
        lambda: revoke(membership=terms[0], reason="Left.", actor=office),
        lambda: revoke(membership=terms[1], reason="Left.", actor=office),
    )
    assert [type(result) for result in results] == [Membership, Membership]
    breach = CompositionBreach.objects.get()
    assert (breach.counted, breach.since) == (1, timezone.localdate())
    assert set(told().values()) == {1}


def test_workers_at_the_same_moment_find_one_breach() -> None:
    make_party()
    OfficeSettings.objects.create(min_members=2)
    results = at_once(*[watch_composition] * 4)
    assert sorted(results) == [0, 0, 0, 1]
    assert CompositionBreach.objects.count() == 1
    assert set(told().values()) == {1}


def test_without_the_lock_neither_would_see_the_other() -> None:
    """The control: the same two, who count before the other one is committed; nobody is told."""
    terms = [MembershipFactory() for _number in range(3)]
    OfficeSettings.objects.create(min_members=2)
    both_left = threading.Barrier(2)

    def leave(pk: int) -> Callable[[], Any]:
        def inside() -> Any:
            with transaction.atomic():
                Membership.objects.filter(pk=pk).update(revoked_on=timezone.localdate())
                both_left.wait(10)
                counted = rule_states()[0].counted
                both_left.wait(10)
                return counted

        return inside

    assert at_once(leave(terms[0].pk), leave(terms[1].pk)) == [2, 2]
    assert rule_states()[0].counted == 1

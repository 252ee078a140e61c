"""Two devices save the skills of one person at the same moment."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from clusterkit.access.viewer import viewer_of
from clusterkit.accounts.models import Expertise
from clusterkit.accounts.selectors import tags_of
from clusterkit.accounts.services import edit_profile
from clusterkit.testing.factories.accounts import UserFactory
from tests.apps.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)
LISTS = [[f"{word} {number}" for number in range(20)] for word in ("Pump", "Valve", "Pipe")]


def test_one_list_stands_whole_and_nobody_sees_an_error() -> None:
    user: Any = UserFactory()
    actor = viewer_of(user)
    for _turn in range(3):
        results = at_once(*[lambda words=words: edit_profile(actor=actor, skills=words) for words in LISTS])
        assert not [result for result in results if isinstance(result, Exception)]
        assert tags_of(user.pk)["skills"] in LISTS


def test_without_the_lock_the_second_would_fail() -> None:
    """The control: both find that nothing is there, and both write."""
    user: Any = UserFactory()
    asked = threading.Barrier(2)

    def write() -> Any:
        with transaction.atomic():
            is_new = not Expertise.objects.filter(user=user).exists()
            asked.wait(10)
            return Expertise.objects.create(user=user) if is_new else None

    results = at_once(write, write)
    assert [isinstance(result, IntegrityError) for result in results].count(True) == 1

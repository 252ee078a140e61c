"""Two devices save the skills of one person at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from clusterkit.access.viewer import viewer_of
from clusterkit.accounts.models import Expertise
from clusterkit.accounts.selectors import tags_of
from clusterkit.accounts.services import edit_profile
from clusterkit.tenancy.context import current_cluster, run_in_cluster
from clusterkit.testing.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
LISTS = [[f"{word} {number}" for number in range(20)] for word in ("Pump", "Valve", "Pipe")]


def at_once(*functions: Callable[[], Any]) -> list[Any]:
    """Run the functions in threads of their own that start together; results or exceptions in order."""
    cluster, barrier = current_cluster(), threading.Barrier(len(functions))

    def run(function: Callable[[], Any]) -> Any:
        def inside() -> Any:
            barrier.wait(10)
            try:
                return function()
            except Exception as error:
                return error

        try:
            return run_in_cluster(cluster, inside)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(functions)) as pool:
        return list(pool.map(run, functions))


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

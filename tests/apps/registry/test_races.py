"""Two operators press a button at the same moment: one is first, the other reads what has become of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core import mail
from django.db import connections
from django.db.models import QuerySet

from clusterkit.access.viewer import operator_or_guest
from clusterkit.core.exceptions import StateConflict
from clusterkit.core.policies import Actor
from clusterkit.hosting.hooks import SeedCluster, seed_cluster
from clusterkit.registry import services
from clusterkit.registry.enums import RequestState
from clusterkit.registry.models import OpeningRequest, OperatorEntry
from clusterkit.tenancy import services as tenancy_services
from clusterkit.tenancy.context import leave, public_schema
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.transitions import check_status_change
from clusterkit.testing.factories.registry import OpeningRequestFactory, OperatorFactory

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


def at_once(*functions: Callable[[], Any]) -> list[Any]:
    """Call the functions on the public host in threads of their own that start together; results or refusals in order."""
    start = threading.Barrier(len(functions))

    def run(function: Callable[[], Any]) -> Any:
        try:
            with public_schema():
                start.wait(30)
                return function()
        except StateConflict as error:
            return error
        finally:
            leave()
            connections.close_all()

    with ThreadPoolExecutor(len(functions)) as pool:
        return list(pool.map(run, functions))


def two_operators() -> tuple[Actor, Actor]:
    first, second = OperatorFactory(), OperatorFactory()
    return operator_or_guest(first), operator_or_guest(second)


def without_row_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The controls: rows are read as always, and nobody waits for anybody."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_how: rows.all())


def approvals(request: OpeningRequest, actors: Sequence[Actor]) -> list[Callable[[], OpeningRequest]]:
    """Each approves with an address of his own, so that it is not the address that keeps the second one out."""

    def approve(slug: str, actor: Actor) -> Callable[[], OpeningRequest]:
        values = {"slug": slug, "host": f"{slug}.testserver", "name": {"en": slug}, "short_name": {"en": slug}}
        return lambda: services.approve_request(
            request=request, values=values, actor=actor, expected_version=request.version
        )

    return [approve(f"wood{number}", actor) for number, actor in enumerate(actors)]


def made() -> list[str]:
    return list(Cluster.objects.filter(slug__startswith="wood").values_list("slug", flat=True))


def written(*codes: str) -> list[str]:
    return sorted(OperatorEntry.objects.filter(action__in=codes).values_list("action", flat=True))


def test_two_who_approve_one_request_open_one_cluster() -> None:
    with public_schema():
        actors = two_operators()
        request = OpeningRequestFactory(state=RequestState.CONFIRMED, email="a@example.org")
        results = at_once(*approvals(request, actors))
        (won,) = [result for result in results if isinstance(result, OpeningRequest)]
        (lost,) = [result for result in results if isinstance(result, StateConflict)]
        assert made() == [won.cluster_slug]
        assert lost.details == {"state": RequestState.APPROVED}
        assert written("registry.approve", "hosting.create") == ["hosting.create", "registry.approve"]
        line = OperatorEntry.objects.get(action="hosting.create")
        assert line.actor_name == actors[results.index(won)].display_name
        assert [message.to for message in mail.outbox] == [["a@example.org"]]
        request.refresh_from_db()
        assert (request.cluster_slug, request.version) == (won.cluster_slug, won.version)


def test_without_the_lock_both_would_open_one(monkeypatch: pytest.MonkeyPatch) -> None:
    without_row_locks(monkeypatch)
    checked = threading.Barrier(2)

    def both_are_there(payload: SeedCluster) -> None:
        checked.wait(30)

    with public_schema():
        request = OpeningRequestFactory(state=RequestState.CONFIRMED, email="a@example.org")
        with seed_cluster.override(both_are_there):
            results = at_once(*approvals(request, two_operators()))
        assert all(isinstance(result, OpeningRequest) for result in results)
        assert made() == ["wood0", "wood1"]
        assert written("registry.approve") == ["registry.approve"] * 2


def closings(cluster: Cluster, actors: Sequence[Actor]) -> list[Callable[[], Cluster]]:
    first, second = actors
    return [
        lambda: services.suspend(cluster=cluster, reason="Until Monday", actor=first),
        lambda: services.archive(cluster=cluster, reason="For reading", actor=second),
    ]


def steps_in_log() -> list[tuple[str, str]]:
    """From which status to which, in the order of the log."""
    return list(OperatorEntry.objects.order_by("pk").values_list("before__status", "after__status"))


def is_a_chain(steps: Sequence[tuple[str, str]], first: str, last: str) -> bool:
    """Whether each step begins where the one before ended, from *first* to *last*."""
    return [first, *(after for _before, after in steps)] == [*(before for before, _after in steps), last]


def test_suspending_against_archiving_is_one_after_the_other(alpha: Cluster) -> None:
    with public_schema():
        actors = two_operators()
        for _round in range(ROUNDS):
            seen = OperatorEntry.objects.count()
            results = at_once(*closings(alpha, actors))
            steps = steps_in_log()[seen:]
            alpha.refresh_from_db()
            # What is archived is not suspended any more; what is suspended may still be archived.
            assert alpha.status == "archived"
            assert alpha.status_note == "For reading"
            assert is_a_chain(steps, "active", "archived"), steps
            refused = [isinstance(result, StateConflict) for result in results]
            assert (refused, len(steps)) in (([False, False], 2), ([True, False], 1))
            services.resume(cluster=alpha, reason="", actor=actors[0])


def test_without_the_lock_both_would_start_from_the_same_status(
    alpha: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_row_locks(monkeypatch)
    checked = threading.Barrier(2)

    def both_are_there(source: str, target: str) -> None:
        check_status_change(source, target)
        checked.wait(30)

    monkeypatch.setattr(tenancy_services, "check_status_change", both_are_there)
    with public_schema():
        results = at_once(*closings(alpha, two_operators()))
        assert all(isinstance(result, Cluster) for result in results)
        alpha.refresh_from_db()
        assert sorted(steps_in_log()) == [("active", "archived"), ("active", "suspended")]
        assert not is_a_chain(steps_in_log(), "active", str(alpha.status))

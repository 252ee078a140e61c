"""Sealers at once: one chain. Real threads with connections of their own, and the same without the lock."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction
from django.db.models import QuerySet

from clusterkit.audit.logs import CLUSTERS
from clusterkit.audit.models import AuditChain, AuditRow, AuditSeal
from clusterkit.audit.services import seal, seal_due, sealing, verify
from clusterkit.tenancy.context import cluster_context, leave
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.audit import AuditRowFactory

pytestmark = pytest.mark.django_db(transaction=True)
SEALERS, ROWS = 4, 12


@pytest.fixture(autouse=True)
def nothing_before() -> None:
    for model in (AuditRow, AuditSeal, AuditChain):
        QuerySet(model).delete()


def at_once(cluster: Cluster, *functions: Callable[[], Any]) -> list[Any]:
    """Call the functions in threads that start together; what they answer, or the error of the database."""
    start = threading.Barrier(len(functions))

    def run(function: Callable[[], Any]) -> Any:
        try:
            with cluster_context(cluster):
                start.wait(30)
                return function()
        except IntegrityError as error:
            return error
        finally:
            leave()
            connections.close_all()

    with ThreadPoolExecutor(len(functions)) as pool:
        return list(pool.map(run, functions))


def test_two_sealers_at_once_make_one_chain(alpha: Cluster) -> None:
    for _round in range(3):
        AuditRow.objects.bulk_create([AuditRow(action="x") for _number in range(ROWS)])
        # Some of them press, one goes by as the worker does, some write meanwhile.
        written = at_once(alpha, *[lambda: seal(limit=5)] * SEALERS, seal_due, *[AuditRowFactory] * 2)
        assert not [item for item in written if isinstance(item, IntegrityError)]
    seal()
    check = verify()
    sealed = [key for link in AuditSeal.objects.all() for key in link.row_ids]
    assert check.is_whole
    assert sorted(sealed) == sorted(AuditRow.objects.values_list("pk", flat=True))
    assert list(AuditSeal.objects.order_by("number").values_list("number", flat=True)) == list(
        range(1, check.seals + 1)
    )


def test_without_the_lock_they_get_in_each_others_way(alpha: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what the test above looks for is there to be found."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_how: rows.all())
    meet, sign = threading.Barrier(2), AuditSeal.sign

    def together(*args: Any) -> Any:
        # By now both have looked for the last seal, and each is about to write the next one.
        meet.wait(30)
        return sign(*args)

    monkeypatch.setattr(AuditSeal, "sign", together)
    AuditChain.objects.create(pk=AuditChain.KEY)
    AuditRow.objects.bulk_create([AuditRow(action="x") for _number in range(3)])
    results = at_once(alpha, seal, seal)
    assert [type(result) for result in results if not isinstance(result, int)] == [IntegrityError]


def test_the_worker_goes_by_where_somebody_seals(alpha: Cluster) -> None:
    AuditChain.objects.create(pk=AuditChain.KEY)
    AuditRowFactory(at="2026-01-02T10:00:00Z")
    with transaction.atomic():
        sealing.hold_chain(CLUSTERS)
        assert at_once(alpha, seal_due) == [0]
    assert at_once(alpha, seal_due) == [1]


def test_who_writes_does_not_wait_for_who_seals(alpha: Cluster) -> None:
    AuditRowFactory()
    with transaction.atomic():
        seal()
        (row,) = at_once(alpha, AuditRowFactory)
    assert row.pk
    assert verify().is_whole

"""One invitation redeemed by many requests at once: once. With a negative control."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.utils import timezone

from clusterkit.access.viewer import viewer_of
from clusterkit.core.exceptions import Conflict
from clusterkit.directory.invitation_links import token_of
from clusterkit.directory.models import Affiliation, Invitation
from clusterkit.directory.services import accept_invitation, revoke_invitation
from clusterkit.tenancy.context import run_in_cluster
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import InvitationFactory

pytestmark = pytest.mark.django_db(transaction=True)

TIMES = 20


def at_once(cluster: Cluster, jobs: list[Any]) -> Counter[str]:
    """Run *jobs* at once, each on a connection of its own, and count what came of them."""
    barrier = threading.Barrier(len(jobs), timeout=30)
    outcomes: Counter[str] = Counter()

    def run(job: Any) -> None:
        def work() -> str:
            barrier.wait()
            try:
                job(barrier)
            except Conflict:
                return "conflict"
            return "done"

        try:
            outcomes[run_in_cluster(cluster, work)] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


@pytest.fixture
def dina_id(transactional_db: None) -> int:
    """Somebody who is invited."""
    dina = UserFactory(email="dina@example.org")
    InvitationFactory(email="dina@example.org", key="of-dina")
    return int(dina.pk)


def test_redeemed_twenty_times_at_once_it_counts_once(alpha: Cluster, dina_id: int) -> None:
    def redeem(barrier: threading.Barrier) -> None:
        accept_invitation(token=token_of("of-dina"), actor=viewer_of(get_user_model()._default_manager.get(pk=dina_id)))

    assert at_once(alpha, [redeem] * TIMES) == {"done": 1, "conflict": TIMES - 1}
    assert Affiliation.objects.filter(user_id=dina_id).count() == 1
    assert Invitation.objects.get().accepted_by_id == dina_id


def test_without_the_lock_it_would_count_often(alpha: Cluster, dina_id: int) -> None:
    """The negative control: the same check and the same write, without a lock between them."""

    def redeem(barrier: threading.Barrier) -> None:
        with transaction.atomic():
            row = Invitation.objects.get()
            if row.state != "waiting":
                raise Conflict
            barrier.wait()
            Invitation.objects.filter(pk=row.pk).update(accepted_at=timezone.now(), accepted_by=dina_id)

    assert at_once(alpha, [redeem] * TIMES) == {"done": TIMES}


def test_accepted_and_taken_back_at_once_one_of_the_two_happens(alpha: Cluster, dina_id: int) -> None:
    def redeem(barrier: threading.Barrier) -> None:
        accept_invitation(token=token_of("of-dina"), actor=viewer_of(get_user_model()._default_manager.get(pk=dina_id)))

    def revoke(barrier: threading.Barrier) -> None:
        row = Invitation.objects.get()
        revoke_invitation(invitation=row, actor=viewer_of(get_user_model()._default_manager.get(pk=row.invited_by_id)))

    assert at_once(alpha, [redeem, revoke]) == {"done": 1, "conflict": 1}
    row = Invitation.objects.get()
    assert Affiliation.objects.filter(user_id=dina_id).exists() == (row.accepted_at is not None)
    assert (row.accepted_at is None) != (row.revoked_at is None)

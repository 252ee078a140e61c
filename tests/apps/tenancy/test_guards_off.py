"""Each guard refuses its attack, and without the guard the attack succeeds: so it is the guard that holds."""

from __future__ import annotations

import asyncio

import pytest
from django.db import connection, transaction

from clusterkit.access.models import Rule
from clusterkit.tenancy import context, jobs
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.exceptions import CrossTenantError, NoClusterError
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.services import update_cluster
from tests.apps.tenancy.attacks import twins
from tests.apps.tenancy.guards import GUARDS, REFUSALS

pytestmark = pytest.mark.django_db

# The pooler's guard needs a pooler: its attack and its negative control are in tests/apps/hosting/test_threads.py.


@pytest.mark.parametrize("name", GUARDS)
def test_the_guard_refuses(name: str, alpha: Cluster, beta: Cluster) -> None:
    try:
        with transaction.atomic():
            got = GUARDS[name].attack(alpha, beta)
    except REFUSALS:
        return
    assert got is None


@pytest.mark.parametrize("name", GUARDS)
def test_without_the_guard_the_attack_succeeds(
    name: str, alpha: Cluster, beta: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        GUARDS[name].off(patch)
        got = GUARDS[name].attack(alpha, beta)
    assert got is not None


def test_rows_of_another_cluster_are_not_written_in_bulk(alpha: Cluster, beta: Cluster) -> None:
    ours = twins(beta)
    with context.cluster_context(beta):
        with pytest.raises(CrossTenantError):
            Rule.objects.bulk_update([ours], ["action"])
        with pytest.raises(CrossTenantError):
            Rule.objects.bulk_create(rule for rule in [ours])
        with pytest.raises(CrossTenantError):
            Rule.objects.filter(pk__in=[ours])
        assert Rule.objects.get().action == "canary.beta"


def test_a_coroutine_runs_code_in_a_cluster(alpha: Cluster, beta: Cluster) -> None:
    with transaction.atomic():
        assert asyncio.run(_stood(beta)) == beta.schema_name
    assert context.current_schema() == alpha.schema_name


async def _stood(cluster: Cluster) -> str:
    def work() -> str:
        try:
            return context.current_schema()
        finally:
            connection.close()

    return await context.run_in_cluster_async(cluster, work)


def test_a_job_is_taken_up_where_it_was_given(alpha: Cluster, beta: Cluster) -> None:
    twins(beta)
    payload = jobs.make_payload(actor_id=7, key=4711)
    stood = context.tenant_connection().tenant

    def work(actor_id: int | None, key: int) -> tuple[int | None, str]:
        return actor_id, Rule.objects.get(pk=key).action

    with context.cluster_context(beta):
        assert jobs.take_up(payload, work) == (7, "canary.alpha")
    with context.public_schema(), pytest.raises(NoClusterError):
        jobs.make_payload(actor_id=None)
    with context.nowhere(), pytest.raises(NoClusterError):
        jobs.make_payload(actor_id=None)
    update_cluster(cluster=alpha, status=ClusterStatus.SUSPENDED)
    with pytest.raises(NoClusterError):
        jobs.take_up(payload, work)
    context.tenant_connection().set_tenant(stood)

"""The guards between clusters, each with two clusters whose rows have equal keys."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Count
from django.db.utils import ProgrammingError

from clusterkit.access.models import Grant, Rule
from clusterkit.tenancy.backend.base import NOWHERE
from clusterkit.tenancy.context import (
    cluster_context,
    current_cluster,
    current_schema,
    in_cluster,
    leave,
    on_commit,
    public_schema,
    run_in_cluster,
    schema_context,
    tenant_connection,
)
from clusterkit.tenancy.exceptions import CrossTenantError, NoClusterError
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.signing import InvalidToken, make_token, read_token

RAW = "SELECT * FROM clusterkit_access_rule"


@pytest.fixture
def twins(alpha: Cluster, beta: Cluster) -> tuple[Rule, Rule]:
    """A row in each cluster, with equal keys and different canaries."""
    ours = Rule.objects.create(pk=4711, action="canary.alpha", tier="member")
    with cluster_context(beta):
        theirs = Rule.objects.create(pk=4711, action="canary.beta", tier="member")
    assert ours.pk == theirs.pk
    return ours, theirs


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["save", "delete", "refresh_from_db"])
def test_an_instance_is_not_used_in_another_cluster(twins: tuple[Rule, Rule], act: str, beta: Cluster) -> None:
    ours, theirs = twins
    with cluster_context(beta):
        with pytest.raises(CrossTenantError):
            getattr(ours, act)()
        assert Rule.objects.get().action == "canary.beta"
    with pytest.raises(CrossTenantError):
        getattr(theirs, act)()
    assert Rule.objects.get().action == "canary.alpha"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "evaluate",
    [
        list,
        len,
        bool,
        lambda rows: rows.count(),
        lambda rows: rows.exists(),
        lambda rows: rows.first(),
        lambda rows: rows.get(),
        lambda rows: rows.update(tier="guest"),
        lambda rows: rows.delete(),
        lambda rows: rows.filter(tier="member").order_by("action").last(),
        lambda rows: rows.values_list("action").get(),
        lambda rows: list(rows.iterator()),
        lambda rows: rows.create(action="new", tier="guest"),
        lambda rows: rows.bulk_create([Rule(action="new", tier="guest")]),
        lambda rows: rows.in_bulk(),
        lambda rows: rows.aggregate(Count("pk")),
        lambda rows: rows.explain(),
        lambda rows: rows.none().count(),
        lambda rows: list(rows.none()),
        lambda rows: rows.raw(RAW),
        lambda rows: rows.raw(RAW, using="default"),
        lambda rows: list(Rule.objects.none().union(rows)),
        lambda rows: Rule.objects.all() & rows,
        lambda rows: Rule.objects.all() ^ rows,
        lambda rows: rows.union(Rule.objects.all()).count(),
        lambda rows: list(Rule.objects.all().difference(rows)),
    ],
)
def test_a_query_set_is_not_evaluated_in_another_cluster(
    twins: tuple[Rule, Rule], beta: Cluster, evaluate: Callable[[Any], Any]
) -> None:
    rows = Rule.objects.all()
    with cluster_context(beta):
        with pytest.raises(CrossTenantError):
            evaluate(rows)
        assert Rule.objects.get().tier == "member"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "evaluate",
    [
        list,
        len,
        bool,
        lambda rows: rows[0],
        lambda rows: next(rows.iterator()),
        lambda rows: rows.columns,
        lambda rows: list(rows.prefetch_related()),
        lambda rows: list(rows.using("default")),
        lambda rows: Rule.objects.filter(pk__in=rows),
    ],
)
def test_a_raw_query_set_is_not_evaluated_in_another_cluster(
    twins: tuple[Rule, Rule], beta: Cluster, evaluate: Callable[[Any], Any]
) -> None:
    rows = Rule.objects.raw(RAW)
    with cluster_context(beta), pytest.raises(CrossTenantError):
        evaluate(rows)
    assert [rule.action for rule in rows.using("default")] == ["canary.alpha"]
    assert rows[0].pk == 4711


@pytest.mark.django_db
def test_a_raw_query_set_made_nowhere_serves_where_it_is_copied(twins: tuple[Rule, Rule], beta: Cluster) -> None:
    leave()
    everywhere = Rule.objects.raw(RAW)
    with cluster_context(beta):
        assert [rule.action for rule in everywhere.prefetch_related()] == ["canary.beta"]


@pytest.mark.django_db(transaction=True)
def test_an_asynchronous_iterator_stays_in_its_cluster(alpha: Cluster, beta: Cluster) -> None:
    """A coroutine stands nowhere, and its rows come by the hundred: what else runs in between may move the connection."""
    for number in range(150):
        Rule.objects.create(action=f"canary.{number}", tier="member")

    def move() -> None:
        tenant_connection().set_tenant(beta)

    async def read(meanwhile: Callable[[], None]) -> int:
        count = 0
        async for _row in Rule.objects.order_by("pk").aiterator(chunk_size=100):
            count += 1
            if count == 1:
                await sync_to_async(meanwhile)()
        return count

    try:
        assert async_to_sync(read)(lambda: None) == 150
        with pytest.raises(CrossTenantError):
            async_to_sync(read)(move)
    finally:
        tenant_connection().set_tenant(alpha)


@pytest.mark.django_db
def test_a_query_set_made_nowhere_serves_where_it_is_copied(
    twins: tuple[Rule, Rule], alpha: Cluster, beta: Cluster
) -> None:
    leave()
    everywhere = Rule.objects.all()
    with cluster_context(alpha):
        assert [rule.action for rule in everywhere.all()] == ["canary.alpha"]
    with cluster_context(beta):
        assert [rule.action for rule in everywhere.all()] == ["canary.beta"]


@pytest.mark.django_db
def test_related_rows_belong_to_the_schema_too(alpha: Cluster, beta: Cluster) -> None:
    from clusterkit.directory.models import Organisation

    organisation = Organisation.objects.create(slug="a", name="A", short_name="A")
    people = organisation.affiliations.all()
    with cluster_context(beta), pytest.raises(CrossTenantError):
        list(people)


@pytest.mark.django_db(transaction=True)
def test_code_after_a_commit_runs_where_it_was_registered(alpha: Cluster, beta: Cluster) -> None:
    ran: list[str] = []
    with transaction.atomic():
        on_commit(lambda: ran.append(current_schema()))
        with cluster_context(beta):
            on_commit(lambda: ran.append(current_schema()))
        with public_schema():
            on_commit(lambda: ran.append(current_schema()))
    assert ran == [alpha.schema_name, beta.schema_name, "public"]
    assert current_schema() == alpha.schema_name


@pytest.mark.django_db
def test_a_missing_table_is_an_error_never_the_public_one(alpha: Cluster) -> None:
    """A cluster's tables are not looked for in public, nor public's from a cluster."""
    with pytest.raises(ProgrammingError), transaction.atomic():
        Cluster.objects.count()
    with public_schema(), pytest.raises(ProgrammingError), transaction.atomic():
        Rule.objects.count()
    leave()
    with pytest.raises(ProgrammingError), transaction.atomic():
        Grant.objects.count()


@pytest.mark.django_db
def test_the_context_before_is_restored_whatever_happens(alpha: Cluster, beta: Cluster) -> None:
    with pytest.raises(RuntimeError), cluster_context(beta):
        raise RuntimeError
    assert current_schema() == alpha.schema_name
    with schema_context(beta.schema_name):
        assert current_cluster().slug == "beta"
    with public_schema():
        assert not in_cluster()
        with pytest.raises(NoClusterError):
            current_cluster()


@pytest.mark.django_db(transaction=True)
def test_a_thread_starts_nowhere_and_a_helper_runs_it_in_a_cluster(alpha: Cluster, beta: Cluster) -> None:
    seen: list[str] = []

    def work() -> None:
        try:
            seen.append(current_schema())
            seen.append(run_in_cluster(beta, current_schema))
            seen.append(current_schema())
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [NOWHERE, beta.schema_name, NOWHERE]


@pytest.mark.django_db
def test_cache_entries_do_not_cross(alpha: Cluster, beta: Cluster) -> None:
    cache.set("greeting", "alpha's")
    with cluster_context(beta):
        assert cache.get("greeting") is None
        cache.set("greeting", "beta's")
    assert cache.get("greeting") == "alpha's"


@pytest.mark.django_db
def test_a_token_serves_one_cluster_one_purpose_and_a_time(alpha: Cluster, beta: Cluster) -> None:
    token = make_token(purpose="confirm", subject={"user": 1})
    assert read_token(token, purpose="confirm") == {"user": 1}
    with pytest.raises(InvalidToken):
        read_token(token, purpose="reset")
    with pytest.raises(InvalidToken):
        read_token(token + "x", purpose="confirm")
    with pytest.raises(InvalidToken):
        read_token(token, purpose="confirm", max_age=-1)
    with cluster_context(beta), pytest.raises(InvalidToken):
        read_token(token, purpose="confirm")


@pytest.mark.django_db
def test_search_path_is_sent_only_when_it_changes(alpha: Cluster, django_assert_num_queries: Any) -> None:
    Rule.objects.count()
    with django_assert_num_queries(2):
        Rule.objects.count()
        Grant.objects.count()

"""Every guard between clusters: what it refuses, and how a test switches it off.

An attack returns what it got of the other cluster, or None. With the guard it gets nothing (or is refused by one of
``REFUSALS``); with the guard switched off it gets something, which proves that the guard is what stops it.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType, ContentTypeManager
from django.contrib.sessions.models import Session
from django.core.cache import cache, caches
from django.core.cache.backends.base import default_key_func
from django.core.exceptions import SynchronousOnlyOperation
from django.core.files.base import ContentFile
from django.db import connection, models, transaction
from django.db.utils import ProgrammingError
from django.test import Client, RequestFactory
from django_tenants.postgresql_backend import base as stock

from clusterkit.access.models import Rule
from clusterkit.tenancy import context, guards, jobs, middleware, signing, throttles
from clusterkit.tenancy.backend.base import DatabaseWrapper
from clusterkit.tenancy.exceptions import CrossTenantError, NoClusterError
from clusterkit.tenancy.guards import checking, queries, relations
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.plugin import BETA_HOST, stamp_session
from tests.apps.tenancy import attacks
from tests.apps.tenancy.attacks import KEY

REFUSALS = (CrossTenantError, NoClusterError, ProgrammingError, SynchronousOnlyOperation, signing.InvalidToken)


@dataclass(frozen=True)
class Guard:
    """``trap`` is the row of the table in the documentation; ``off`` patches the guard away."""

    trap: str
    attack: Callable[[Cluster, Cluster], Any]
    off: Callable[[pytest.MonkeyPatch], None]


def after_commit(alpha: Cluster, beta: Cluster) -> Any:
    ran: list[str] = []
    with context.cluster_context(beta):
        context.on_commit(lambda: ran.append(context.current_schema()))
    connection.run_on_commit.pop()[1]()
    return ran[0] if ran[0] != beta.schema_name else None


def forgetful() -> int:
    """What a thread reads that nobody told where to stand."""
    try:
        return int(get_user_model().objects.count())
    finally:
        connection.close()


def thread_of_a_pool(alpha: Cluster, beta: Cluster) -> Any:
    with ThreadPoolExecutor(1) as pool:
        pool.submit(context.run_in_cluster, beta, context.current_schema).result()
        return f"{pool.submit(forgetful).result()} people"


def fresh_thread(alpha: Cluster, beta: Cluster) -> Any:
    with ThreadPoolExecutor(1) as pool:
        return f"{pool.submit(forgetful).result()} operators"


def after_a_request(alpha: Cluster, beta: Cluster) -> Any:
    try:
        Client(headers={"host": BETA_HOST}).get("/brand/brand.css")
        return f"{Rule.objects.count()} rules"
    finally:
        context.tenant_connection().set_tenant(alpha)


def coroutines(alpha: Cluster, beta: Cluster) -> Any:
    async def first(entered: asyncio.Event, go_on: asyncio.Event) -> str:
        with context.cluster_context(alpha):
            entered.set()
            await go_on.wait()
            return context.current_schema()

    async def second(entered: asyncio.Event, go_on: asyncio.Event) -> None:
        await entered.wait()
        try:
            with context.cluster_context(beta):
                go_on.set()
                await asyncio.sleep(0)
        finally:
            go_on.set()

    async def both() -> str:
        context.current_schema()  # a task inherits the connection of the one that starts it
        entered, go_on = asyncio.Event(), asyncio.Event()
        task = asyncio.create_task(second(entered, go_on))
        try:
            return await first(entered, go_on)
        finally:
            entered.set()
            await asyncio.gather(task, return_exceptions=True)

    def in_a_thread() -> str:
        try:
            return asyncio.run(both())
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        stood = pool.submit(in_a_thread).result()
    return stood if stood != alpha.schema_name else None


def token(alpha: Cluster, beta: Cluster) -> Any:
    made = signing.make_token(purpose="confirm", subject={"user": KEY})
    with context.cluster_context(beta):
        return signing.read_token(made, purpose="confirm")


def token_of_nowhere(alpha: Cluster, beta: Cluster) -> Any:
    with context.nowhere():
        made = signing.make_token(purpose="confirm", subject={"user": KEY})
        return signing.read_token(made, purpose="confirm")


def session(alpha: Cluster, beta: Cluster) -> Any:
    client = Client(headers={"host": BETA_HOST})
    client.force_login(UserFactory(pk=KEY), backend="allauth.account.auth_backends.AuthenticationBackend")
    stamp_session(client)
    row = Session.objects.get()
    with context.cluster_context(beta):
        UserFactory(pk=KEY, password=get_user_model().objects.none().model().password)
        values = {"session_data": row.session_data, "expire_date": row.expire_date}
        Session.objects.create(session_key=row.session_key, **values)
        get_user_model().objects.filter(pk=KEY).update(password=_password_of(alpha))
    try:
        return client.get("/api/v1/").json()["is_authenticated"] or None
    finally:
        context.tenant_connection().set_tenant(alpha)


def _password_of(cluster: Cluster) -> str:
    with context.cluster_context(cluster):
        return str(get_user_model().objects.get(pk=KEY).password)


def content_types(alpha: Cluster, beta: Cluster) -> Any:
    looked_up, done = threading.Event(), threading.Event()

    def in_alpha() -> None:
        with transaction.atomic():
            ContentType.objects.create(pk=KEY, app_label="canary", model="thing")
            ContentType.objects.get_by_natural_key("canary", "thing")
            looked_up.set()
            done.wait(20)
            transaction.set_rollback(True)

    def work() -> None:
        try:
            context.run_in_cluster(alpha, in_alpha)
        finally:
            looked_up.set()
            connection.close()

    with context.cluster_context(beta), ThreadPoolExecutor(1) as pool:
        ContentType.objects.create(pk=KEY + 1, app_label="canary", model="thing")
        running = pool.submit(work)
        looked_up.wait(20)
        found = ContentType.objects.get_by_natural_key("canary", "thing").pk
        done.set()
        running.result()
    return found if found != KEY + 1 else None


def cache_entry(alpha: Cluster, beta: Cluster) -> Any:
    cache.set("greeting", "canary")
    with context.cluster_context(beta):
        return cache.get("greeting")


def cache_entry_of_nowhere(alpha: Cluster, beta: Cluster) -> Any:
    with context.nowhere():
        cache.set("greeting", "canary")
        return cache.get("greeting")


def file_of_another(alpha: Cluster, beta: Cluster) -> Any:
    from clusterkit.files import storage

    kept = storage.private_storage()
    key = storage.new_key()
    kept.save(key, ContentFile(b"canary"))
    with context.cluster_context(beta):
        other = storage.new_key()
        found = [name for name, _moment in storage.stored_keys()]
    kept.delete(key)
    return found or (other if other.split("/")[0] == key.split("/")[0] else None)


def job_without_a_cluster(alpha: Cluster, beta: Cluster) -> Any:
    def work(actor_id: int | None, key: int) -> str:
        return Rule.objects.get(pk=key).action

    attacks.twins(beta)
    with context.cluster_context(beta):
        return jobs.take_up({"schema": None, "actor_id": None, "values": {"key": KEY}}, work)


def missing_table(alpha: Cluster, beta: Cluster) -> Any:
    table = Rule._meta.db_table
    with context.public_schema(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE public.{table} (LIKE {alpha.schema_name}.{table} INCLUDING ALL)")
        cursor.execute(f"INSERT INTO public.{table} (id, action, tier, updated_at) VALUES ({KEY}, 'canary', '', now())")
        cursor.execute(f"ALTER TABLE {alpha.schema_name}.{table} RENAME TO gone")
    try:
        with transaction.atomic():
            return Rule.objects.values_list("action", flat=True).first()
    finally:
        with context.public_schema(), connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE public.{table}")
            cursor.execute(f"ALTER TABLE {alpha.schema_name}.gone RENAME TO {table}")


def attempts_of_an_address(alpha: Cluster, beta: Cluster) -> Any:
    class Twice(throttles.AddressThrottle):
        rate = "2/hour"

    request: Any = RequestFactory().get("/api/v1/", REMOTE_ADDR="192.0.2.1")
    request.user = type("Guest", (), {"is_authenticated": False})()
    allowed = 0
    for cluster in (alpha, beta):
        with context.cluster_context(cluster):
            allowed += sum(Twice().allow_request(request, None) for _attempt in range(3))  # type: ignore[arg-type]
    return allowed if allowed > 2 else None


def _no_check(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(checking, "check_same_schema", lambda what, schema: None)


def _no_check_of_relations(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(relations, "check_relation", lambda instance, given: None)


def _stock_inner_queries(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(queries.ClusterQuery, "as_sql", models.sql.Query.as_sql)


def _stock_start(self: DatabaseWrapper, *args: Any, **kwargs: Any) -> None:
    self.content_types = {}
    stock.DatabaseWrapper.__init__(self, *args, **kwargs)


@contextmanager
def _stand_anyway(tenant: Any) -> Iterator[None]:
    before = context.tenant_connection().tenant
    context.tenant_connection().set_tenant(tenant)
    yield
    context.tenant_connection().set_tenant(before)


def _path_with_public(self: DatabaseWrapper) -> list[str]:
    return [str(self.schema_name), "public"]


GUARDS: dict[str, Guard] = {
    "instance": Guard("instances", attacks.instance, _no_check),
    "query set": Guard(
        "query sets", attacks.query_set, lambda patch: patch.setattr(guards.ClusterQuerySet, "db", models.QuerySet.db)
    ),
    "raw query set": Guard(
        "query sets",
        attacks.raw_query_set,
        lambda patch: patch.setattr(guards.ClusterQuerySet, "raw", models.QuerySet.raw),
    ),
    "iterator": Guard(
        "query sets",
        attacks.iterator_continued,
        lambda patch: patch.setattr(checking, "in_one_schema", lambda rows, what, schema: rows),
    ),
    "raw iterator": Guard(
        "query sets",
        attacks.raw_iterator_continued,
        lambda patch: patch.setattr(checking, "in_one_schema", lambda rows, what, schema: rows),
    ),
    "joined query sets": Guard(
        "query sets",
        attacks.joined_query_sets,
        lambda patch: patch.setattr(checking, "check_same_schema_of", lambda value: None),
    ),
    "update": Guard(
        "instances",
        attacks.updated_with_a_stranger,
        lambda patch: patch.setattr(guards.ClusterQuerySet, "update", models.QuerySet.update),
    ),
    "contains": Guard(
        "instances",
        attacks.asked_for_a_stranger,
        lambda patch: patch.setattr(guards.ClusterQuerySet, "contains", models.QuerySet.contains),
    ),
    "assigned relation": Guard(
        "instances",
        attacks.assigned_relation,
        lambda patch: patch.setattr(checking, "check_with_relations", lambda each: None),
    ),
    "followed relation": Guard(
        "instances",
        attacks.followed_relation,
        lambda patch: patch.setattr(checking, "check_same_schema_of", lambda value: None),
    ),
    "filter": Guard(
        "query sets",
        attacks.filtered_by_a_stranger,
        lambda patch: patch.setattr(checking, "check_same_schema_of", lambda value: None),
    ),
    "linked": Guard("relations", attacks.linked_to_a_stranger, _no_check_of_relations),
    "set": Guard("relations", attacks.set_to_a_stranger, _no_check_of_relations),
    "unlinked": Guard("relations", attacks.unlinked_from_a_stranger, _no_check_of_relations),
    "linked from the other end": Guard("relations", attacks.linked_from_the_other_end, _no_check_of_relations),
    "linked elsewhere": Guard("relations", attacks.linked_elsewhere, _no_check_of_relations),
    "taken over by a relation": Guard("relations", attacks.taken_over_by_a_relation, _no_check_of_relations),
    "relation of another package": Guard(
        "relations",
        attacks.relation_of_another_package,
        lambda patch: patch.setattr(checking, "check_same_schema_of", lambda value: None),
    ),
    "subquery": Guard("query sets", attacks.subquery, _stock_inner_queries),
    "exists": Guard("query sets", attacks.exists, _stock_inner_queries),
    "on_commit": Guard(
        "on_commit", after_commit, lambda patch: patch.setattr(context, "on_commit", transaction.on_commit)
    ),
    "thread of a pool": Guard("threads", thread_of_a_pool, lambda patch: patch.setattr(context, "leave", lambda: None)),
    "fresh thread": Guard(
        "threads", fresh_thread, lambda patch: patch.setattr(DatabaseWrapper, "__init__", _stock_start)
    ),
    "request's end": Guard("threads", after_a_request, lambda patch: patch.setattr(middleware, "leave", lambda: None)),
    "coroutines": Guard("async", coroutines, lambda patch: patch.setattr(context, "_standing_in", _stand_anyway)),
    "token": Guard("tokens", token, lambda patch: patch.setattr(signing, "_salt", lambda purpose: purpose)),
    "token made nowhere": Guard(
        "tokens",
        token_of_nowhere,
        lambda patch: patch.setattr(signing, "required_schema", lambda what: context.current_schema()),
    ),
    "session": Guard(
        "sessions",
        session,
        lambda patch: patch.setattr(
            middleware.SessionSchemaMiddleware, "__call__", lambda self, request: self.get_response(request)
        ),
    ),
    "content types": Guard(
        "content types", content_types, lambda patch: patch.setattr(ContentTypeManager, "_cache", {})
    ),
    "cache key": Guard(
        "cache", cache_entry, lambda patch: patch.setattr(caches["default"], "key_func", default_key_func)
    ),
    "cache key made nowhere": Guard(
        "cache",
        cache_entry_of_nowhere,
        lambda patch: patch.setattr(
            "clusterkit.tenancy.caching.required_schema", lambda what: context.current_schema()
        ),
    ),
    "files": Guard(
        "files",
        file_of_another,
        lambda patch: patch.setattr("clusterkit.files.storage.current_schema", lambda: "everybody"),
    ),
    "job": Guard(
        "tasks",
        job_without_a_cluster,
        lambda patch: patch.setattr(
            jobs, "take_up", lambda payload, work: work(payload["actor_id"], **payload["values"])
        ),
    ),
    "missing table": Guard(
        "missing tables",
        missing_table,
        lambda patch: patch.setattr(DatabaseWrapper, "_get_cursor_search_paths", _path_with_public),
    ),
    "attempts": Guard(
        "rate limits", attempts_of_an_address, lambda patch: patch.setattr(throttles, "public_schema", nullcontext)
    ),
}

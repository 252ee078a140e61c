"""The benchmarks by name."""

from __future__ import annotations

import re
import secrets
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from bench.table import Result
from bench.world import HOST

ROUNDS = 60
SQL_TARGET = 8


def sql_of(client: Any, path: str) -> int:
    """SQL statements of one request, once warm."""
    from django.test.utils import CaptureQueriesContext

    from clusterkit.tenancy.context import tenant_connection

    for _warm_up in range(2):
        assert client.get(path).status_code == 200, path
    with CaptureQueriesContext(tenant_connection()) as queries:
        client.get(path)
    return len([q for q in queries.captured_queries if not q["sql"].startswith("SET search_path")])


def make_client() -> Any:
    """A guest's client of the bench cluster."""
    from django.test import Client

    return Client(headers={"host": HOST, "accept-language": "en"})


def add_articles(cluster: Any, number: int) -> None:
    """Fill the list up to *number* rows, which differ by their titles only."""
    from datetime import UTC, datetime

    from clusterkit.news.models import Article
    from clusterkit.tenancy.context import cluster_context
    from clusterkit.testing.factories.news import ArticleFactory

    moment = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
    with cluster_context(cluster):
        for index in range(Article.objects.count(), number):
            ArticleFactory(slug=f"slug{index:03}", title={"en": f"Title{index:03}"}, published_at=moment)


def resolution(cluster: Any) -> Iterator[Result]:
    """``request.resolve.sql``: statements to find the cluster; the baseline is django-tenants' own middleware."""
    from django.test import RequestFactory
    from django.test.utils import CaptureQueriesContext, override_settings
    from django_tenants.middleware.main import TenantMainMiddleware

    from clusterkit.tenancy.context import leave, tenant_connection

    mine = sql_of(make_client(), "/brand/brand.css")
    stock = TenantMainMiddleware(lambda request: None)
    with override_settings(ALLOWED_HOSTS=["*"]), CaptureQueriesContext(tenant_connection()) as queries:
        stock.process_request(RequestFactory().get("/", headers={"host": HOST}))
    leave()
    yield Result.of("request.resolve.sql", mine, "SQL", "TenantMainMiddleware", len(queries))


def pages(cluster: Any) -> Iterator[Result]:
    """``page.home.sql``, ``page.list20.sql``, ``page.list200.sql``, ``page.list20.ratio``."""
    client = make_client()
    add_articles(cluster, 20)
    yield Result.of("page.home.sql", sql_of(client, "/"), "SQL", "target", SQL_TARGET)
    yield Result.of("page.list20.sql", sql_of(client, "/news/"), "SQL", "target", SQL_TARGET)
    yield from list_time(cluster)
    add_articles(cluster, 200)
    yield Result.of("page.list200.sql", sql_of(client, "/news/"), "SQL", "target", SQL_TARGET)


def list_time(cluster: Any) -> Iterator[Result]:
    """The list page beside a bare Django view that renders the same HTML from one query."""
    from django.test.utils import override_settings

    client = make_client()
    html = client.get("/news/").content.decode()
    bare.template = template_of(html)
    bare.cluster = cluster
    with override_settings(MIDDLEWARE=[], ROOT_URLCONF="bench.bare"):
        bare_client = make_client()
        bare_html = bare_client.get("/").content.decode()
    assert without_space(bare_html) == without_space(html), "the bare view must render the same HTML"

    def ours() -> None:
        client.get("/news/")

    def theirs() -> None:
        with override_settings(ROOT_URLCONF="bench.bare"):
            bare_client.get("/")

    mine, base = medians(ours, theirs)
    yield Result.of("page.list20.ratio", mine * 1000, "ms", "bare Django view", base * 1000)


def medians(*calls: Callable[[], None]) -> list[float]:
    """The median seconds of each call, taken in turn so that a busy machine disturbs all alike."""
    times: list[list[float]] = [[] for _call in calls]
    for _round in range(ROUNDS):
        for call, found in zip(calls, times, strict=True):
            start = time.perf_counter()
            call()
            found.append(time.perf_counter() - start)
    return [statistics.median(found) for found in times]


class _Bare:
    template: str = ""
    cluster: Any = None


bare = _Bare()


def template_of(html: str) -> str:
    """The page as a Django template: its first row becomes the body of a loop, the other rows go."""
    rows = re.findall(r"<li\b(?:(?!</li>).)*?Title\d{3}.*?</li>", html, re.DOTALL)
    number = re.search(r"Title(\d{3})", rows[0]).group(1)  # type: ignore[union-attr]
    row = rows[0].replace(f"Title{number}", "{{ row.title.en }}").replace(f"slug{number}", "{{ row.slug }}")
    start, end = html.index(rows[0]), html.rindex(rows[-1]) + len(rows[-1])
    return html[:start] + "{% for row in rows %}" + row + "{% endfor %}" + html[end:]


def without_space(html: str) -> str:
    """HTML without the white space between tags and without the tokens that differ each time."""
    html = re.sub(r'value="[A-Za-z0-9]{64}"', "", html)
    return re.sub(r">\s+<", "><", html)


def creation(cluster: Any) -> Iterator[Result]:
    """``cluster.create.ratio``: a cluster by replay beside its migrations; ``pg_dump`` of both is the same."""
    from django.core.management import call_command
    from django.db import connection

    from clusterkit.tenancy.context import schema_context
    from clusterkit.tenancy.provisioning import create_cluster

    replayed, migrated = [], []
    for index in range(5):
        start = time.perf_counter()
        create_cluster(slug=f"made{index}", host=f"made{index}.testserver", name="Made")
        replayed.append(time.perf_counter() - start)
    for index in range(3):
        schema = f"c_migrated_{index}_{secrets.token_hex(2)}"
        start = time.perf_counter()
        with schema_context(schema):
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE SCHEMA {schema}")
            call_command("migrate_schemas", schema_name=schema, interactive=False, verbosity=0)
        migrated.append(time.perf_counter() - start)
    mine, base = statistics.median(replayed), statistics.median(migrated)
    yield Result.of("cluster.create.ratio", mine, "s", "the migrations", base)


CASES: dict[str, Callable[[Any], Iterator[Result]]] = {
    "request.resolve": resolution,
    "page": pages,
    "cluster.create": creation,
}

"""The benchmarks by name."""

from __future__ import annotations

import re
import secrets
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, ClassVar

from bench import (
    events_reading,
    events_rush,
    files_hostile,
    hosting_create,
    hosting_memory,
    hosting_migrate,
    ideas_reading,
    jobs_idle,
    mail_kill,
    mail_slow,
    matching,
)
from bench.table import Result
from bench.world import HOST
from clusterkit import presets

ROUNDS = 60
SQL_TARGET = 8


def sql_of(client: Any, path: str) -> int:
    """SQL statements of one request, once warm."""
    from django.test.utils import CaptureQueriesContext

    from clusterkit.tenancy.context import tenant_connection

    counts = []
    for _try in range(4):
        with CaptureQueriesContext(tenant_connection()) as queries:
            assert client.get(path).status_code == 200, path
        counts.append(sum(not query["sql"].startswith("SET search_path") for query in queries.captured_queries))
    # The first one warms up; once a second one request asks whether a host changed, so the least is the answer.
    return min(counts)


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
    """The list page beside two bare Django views that answer the same HTML from one query.

    The first renders the page's own templates with everything but the rows made beforehand: what is left is
    the price of clusters, tiers and selectors. The second (``page.list20.flat_ratio``) is a flat template
    with all but the titles written out: what is left is the price of the elements too.
    """
    from django.test.utils import override_settings

    client = make_client()
    response = client.get("/news/")
    html = response.content.decode()
    bare.prepare(cluster, frozen_context(cluster, response.wsgi_request), template_of(html))
    # One set of addresses for all: each change of ROOT_URLCONF would make the next request read them all anew.
    with override_settings(ROOT_URLCONF="bench.bare"):
        with override_settings(MIDDLEWARE=[]):
            bare_client = make_client()
            for path in ("/same/", "/flat/"):
                answer = bare_client.get(path).content.decode()
                assert without_space(answer) == without_space(html), f"{path} must answer the same HTML"
        visits = ((client, "/news/"), (bare_client, "/same/"), (bare_client, "/flat/"))
        ours, same, flat = medians(*(partial(visitor.get, path) for visitor, path in visits))
    yield Result.of("page.list20.ratio", ours * 1000, "ms", "bare view, same templates", same * 1000)
    yield Result.of("page.list20.flat_ratio", ours * 1000, "ms", "bare view, flat template", flat * 1000)


def frozen_context(cluster: Any, request: Any) -> dict[str, Any]:
    """All that the page's templates know but its rows, made once."""
    from django.middleware.csrf import get_token
    from django.utils.module_loading import import_string

    from clusterkit.tenancy.context import cluster_context

    context: dict[str, Any] = {"is_filtered": False, "may_edit": False, "request": request}
    context["csrf_token"] = get_token(request)
    with cluster_context(cluster):
        for name in presets.CONTEXT_PROCESSORS:
            context.update(import_string(name)(request))
    return context


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
    """What the bare views render."""

    cluster: Any = None
    context: ClassVar[dict[str, Any]] = {}
    template: str = ""

    def prepare(self, cluster: Any, context: dict[str, Any], template: str) -> None:
        """Set all three."""
        self.cluster, self.template = cluster, template
        self.context.update(context)


bare = _Bare()


def template_of(html: str) -> str:
    """The page as a Django template: its first row becomes the body of a loop, the other rows go."""
    rows = re.findall(r"<li\b(?:(?!</li>).)*?Title\d{3}.*?</li>", html, re.DOTALL)
    number = re.search(r"Title(\d{3})", rows[0]).group(1)  # type: ignore[union-attr]
    row = str(rows[0]).replace(f"Title{number}", "{{ row.title.en }}").replace(f"slug{number}", "{{ row.slug }}")
    start, end = html.index(rows[0]), html.rindex(rows[-1]) + len(rows[-1])
    return html[:start] + "{% for row in rows %}" + row + "{% endfor %}" + html[end:]


def without_space(html: str) -> str:
    """HTML without the white space between tags and without the tokens that differ each time."""
    html = re.sub(r'(value|content)="[A-Za-z0-9]{64}"', "", html)
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
    "cluster.create_spare": hosting_create.spare_creation,
    "migrate": hosting_migrate.migrating,
    "growth.migrate": hosting_migrate.growth,
    "memory": hosting_memory.memory,
    "files.large_image": files_hostile.large_image,
    "jobs.idle": jobs_idle.idle,
    "mail.kill": mail_kill.killed,
    "mail.slow": mail_slow.slow,
    "events.rush": events_rush.rush,
    "events.opening": events_rush.opening,
    "events.feed": events_reading.feed,
    "events.month": events_reading.pages,
    "ideas.match": matching.matching,
    "ideas.list": ideas_reading.lists,
    "ideas.deep_page": ideas_reading.deep_page,
    "ideas.search": ideas_reading.searches,
    "ideas.facets": ideas_reading.facets,
}

"""What a cluster's hosts answer while its site is closed: a page in its look for people, a problem for programs.

A suspended site answers 503 at every address, an archived one may be read but not written to. Both know guests only:
sessions and tokens would be written to, and nothing of a closed site changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.conf import settings
from django.db import connections, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django_tenants.utils import get_tenant_database_alias
from psycopg.errors import ReadOnlySqlTransaction

from clusterkit.core.api.problems import CONTENT_TYPE, problem
from clusterkit.core.exceptions import SiteReadOnly
from clusterkit.core.policies import OPEN, requires
from clusterkit.core.web.context import url_or_none
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.web.context import cluster as brand_context

CLOSED_URLCONF: Final = "clusterkit.tenancy.closed_urls"
RETRY_AFTER: Final = 3600
"""Seconds after which a program may ask a suspended site again."""
READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def close_for_guests(request: HttpRequest) -> None:
    """Make everybody a guest who keeps his language: without a session and a token nothing is written for him."""
    names = (settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
    kept = {name: request.COOKIES[name] for name in names if name in request.COOKIES}
    request.COOKIES.clear()
    request.COOKIES.update(kept)
    request.META.pop("HTTP_AUTHORIZATION", None)


def refuses(request: HttpRequest, cluster: Cluster) -> bool:
    """Whether *cluster* in its status answers this request with the page of a closed site."""
    if cluster.status == ClusterStatus.SUSPENDED:
        return True
    return cluster.status == ClusterStatus.ARCHIVED and not (request.method in READING or _chooses_language(request))


def _chooses_language(request: HttpRequest) -> bool:
    """The one form of an archived site: its answer is a cookie, and nothing is written."""
    return request.method == "POST" and request.path_info == url_or_none("set_language")


@contextmanager
def read_only() -> Iterator[None]:
    """A transaction in which PostgreSQL itself refuses every write; the mode ends with it, behind any pooler."""
    alias = get_tenant_database_alias()
    with transaction.atomic(using=alias):
        with connections[alias].cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        yield


def answer_to_refused_write(request: HttpRequest, error: BaseException) -> HttpResponse | None:
    """The page of an archived site where PostgreSQL refused a write, None for every other error."""
    if not isinstance(error.__cause__, ReadOnlySqlTransaction):
        return None
    transaction.set_rollback(True, using=get_tenant_database_alias())
    return closed(request)


@requires(OPEN)
@csrf_exempt
@never_cache
def closed(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """The answer at every address of a closed site: 503 where it is suspended, 403 where it is kept for reading."""
    cluster: Cluster = request.tenant  # type: ignore[attr-defined]
    if cluster.status == ClusterStatus.ARCHIVED:
        return _answer(
            request,
            status=SiteReadOnly.status,
            code=SiteReadOnly.code,
            title=str(SiteReadOnly.title),
            text=str(SiteReadOnly.default_message),
        )
    return _answer(
        request,
        status=503,
        code="suspended",
        title=_("This site is closed for now"),
        text=_("The cluster’s site is switched off for a while. Nothing has been deleted. Please come back later."),
        headers={"Retry-After": str(RETRY_AFTER)},
    )


def _answer(
    request: HttpRequest, *, status: int, code: str, title: str, text: str, headers: dict[str, str] | None = None
) -> HttpResponse:
    cluster: Cluster = request.tenant  # type: ignore[attr-defined]
    note = cluster.status_note
    if request.path.startswith("/api/"):
        body = problem(status=status, code=code, title=title, detail=f"{text} {note}".strip())
        return _unlogged(JsonResponse(body, status=status, content_type=CONTENT_TYPE, headers=headers))
    # Without the request: the menus and the viewer of the open site are not asked for.
    context = {
        **brand_context(request),
        "title": title,
        "message": text,
        "note": note,
        "archived": code == SiteReadOnly.code,
    }
    page = render_to_string("clusterkit/suspended.html", context)
    return _unlogged(HttpResponse(page, status=status, headers=headers))


def _unlogged(response: HttpResponse) -> HttpResponse:
    # A closed site is no fault of the server: Django would log each visit as an error and mail it to the admins.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response

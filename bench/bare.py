"""The baselines of the list page: plain Django views with one query and one template."""

from __future__ import annotations

from functools import cache

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine, Template
from django.template.loader import get_template
from django.urls import include, path

from bench.cases import bare
from clusterkit.news.models import Article
from clusterkit.tenancy.context import enter, leave


@cache
def compiled(text: str) -> Template:
    """The template, compiled once as a cached loader would."""
    return Engine(builtins=[]).from_string(text)


def rows() -> list[Article]:
    """Twenty rows in one query."""
    enter(bare.cluster)
    try:
        return list(Article.objects.order_by("-published_at", "-pk").defer("body", "search")[:20])
    finally:
        leave()


def same(request: HttpRequest) -> HttpResponse:
    """The page's own templates."""
    page = Paginator(rows(), 20).page(1)
    return HttpResponse(get_template("clusterkit/news/list.html").render({**bare.context, "page_obj": page}))


def flat(request: HttpRequest) -> HttpResponse:
    """All but the titles written out."""
    return HttpResponse(compiled(bare.template).render(Context({"rows": rows()})))


urlpatterns = [path("same/", same), path("flat/", flat), path("", include("clusterkit.urls"))]

"""The baseline of the list page: a plain Django view with one query and one template."""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine, Template
from django.urls import path

from bench.cases import bare
from clusterkit.news.models import Article
from clusterkit.tenancy.context import enter, leave


@cache
def compiled(text: str) -> Template:
    """The template, compiled once as a cached loader would."""
    return Engine(builtins=[]).from_string(text)


def view(request: HttpRequest) -> HttpResponse:
    """Twenty rows, one query."""
    enter(bare.cluster)
    try:
        rows = list(Article.objects.order_by("-published_at", "-pk").only("slug", "title")[:20])
        return HttpResponse(compiled(bare.template).render(Context({"rows": rows})))
    finally:
        leave()


urlpatterns = [path("", view)]

"""What the news give to home, search and menu."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import SystemActor, visible_to
from clusterkit.core.search import search_query
from clusterkit.core.surfaces import (
    Block,
    Entry,
    SearchGroup,
    SearchHit,
    SearchPayload,
    ViewerPayload,
    home_blocks,
    main_menu,
    search_sources,
)
from clusterkit.hosting.blueprints.registry import in_languages
from clusterkit.hosting.hooks import SeedCluster, seed_cluster
from clusterkit.news.models import Page
from clusterkit.news.selectors import articles_for, latest_articles, menu_pages
from clusterkit.news.services import add_missing_pages


@home_blocks.connect(order=400)
def latest_news(payload: ViewerPayload) -> Block | None:
    """The newest three."""
    articles = latest_articles(payload.viewer, 3)
    return Block("clusterkit/news/home_block.html", {"articles": articles}, order=400) if articles else None


@main_menu.connect
def pages(payload: ViewerPayload) -> Sequence[Entry]:
    """The cluster's pages: in the main menu those it put there, the others beneath the page."""
    return [
        Entry(str(page.title), page.get_absolute_url(), order=page.order, footer=not page.in_menu)
        for page in menu_pages(payload.viewer)
    ]


@search_sources.connect(order=400)
def search_articles(payload: SearchPayload) -> SearchGroup | None:
    """Articles and pages that hold the words."""
    query = search_query(payload.text)
    if query is None:
        return None
    articles = articles_for(payload.viewer).filter(search=query)[: payload.limit]
    found = visible_to(payload.viewer, Page.objects.filter(search=query)).defer("body", "search")[: payload.limit]
    hits = [
        SearchHit(_("News"), str(item.title), item.get_absolute_url(), str(item.summary), item.published_at)
        for item in articles
    ] + [SearchHit(_("Page"), str(item.title), item.get_absolute_url()) for item in found]
    return SearchGroup(_("News and pages"), hits, reverse("clusterkit_news:list"), order=400) if hits else None


@seed_cluster.connect(order=30)
def first_pages(payload: SeedCluster) -> None:
    """The pages that the blueprint names."""
    languages = payload.cluster.languages
    rows = [
        {
            "slug": row.slug,
            "in_menu": row.in_menu,
            "order": row.order,
            "title": in_languages(row.title, languages),
            "body": in_languages(row.body, languages),
        }
        for row in payload.blueprint.pages
    ]
    add_missing_pages(rows=rows, actor=SystemActor())

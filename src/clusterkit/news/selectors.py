"""Reads of news and pages."""

from __future__ import annotations

from django.db.models import QuerySet

from clusterkit.core.policies import Actor, visible_to
from clusterkit.news.enums import ArticleState
from clusterkit.news.models import Article, Page


def articles_for(viewer: Actor) -> QuerySet[Article]:
    """What the viewer may read, newest first; drafts (for who writes) before all."""
    return visible_to(viewer, Article.objects.all()).defer("body", "search").order_by("-published_at", "-pk")


def latest_articles(viewer: Actor, limit: int) -> list[Article]:
    """The newest published ones."""
    return list(articles_for(viewer).filter(state=ArticleState.PUBLISHED)[:limit])


def menu_pages(viewer: Actor) -> QuerySet[Page]:
    """The pages that menus link to."""
    return visible_to(viewer, Page.objects.filter(is_published=True)).only("slug", "title", "order", "in_menu")

"""An article and a page that are open, and one of each that is not."""

from __future__ import annotations

from clusterkit.news.enums import ArticleState
from clusterkit.news.models import Article, Page
from clusterkit.testing.factories.news import ArticleFactory, PageFactory
from clusterkit.testing.matrix.world import FIRST, SECOND, World


def fill(world: World) -> None:
    """The second of each is closed."""
    world.put(
        ArticleFactory(pk=FIRST, slug="known-1"),
        ArticleFactory(pk=SECOND, slug="known-2", state=ArticleState.DRAFT, published_at=None),
    )
    world.put(PageFactory(pk=FIRST, slug="known-1"), PageFactory(pk=SECOND, slug="known-2", is_published=False))
    for prefix in ("/news/{slug}/", "/api/v1/news/{slug}/"):
        world.route(prefix, Article, slug="slug")
    for prefix in ("/pages/{slug}/", "/api/v1/pages/{slug}/"):
        world.route(prefix, Page, slug="slug")

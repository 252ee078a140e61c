"""Hook points of the news."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clusterkit.core.hookpoints import Notify


@dataclass(frozen=True)
class ArticlePublished:
    """The article (``clusterkit.news.models.Article``), just published."""

    article: Any


article_published: Notify[ArticlePublished] = Notify(
    "article_published", ArticlePublished, "An article was published, for the first time or again."
)

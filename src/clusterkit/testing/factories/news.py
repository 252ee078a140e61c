"""News and pages."""

from __future__ import annotations

import factory
from django.utils import timezone

from clusterkit.news.enums import ArticleState
from clusterkit.news.models import Article, Page


class ArticleFactory(factory.django.DjangoModelFactory):
    """A published article."""

    class Meta:
        model = Article

    slug = factory.Sequence(lambda number: f"article-{number}")
    title = factory.Sequence(lambda number: {"en": f"Article {number}", "ru": f"Статья {number}"})
    summary = {"en": "What happened", "ru": "Что произошло"}
    body = {"en": "It happened **today**.", "ru": "Это произошло **сегодня**."}
    state = ArticleState.PUBLISHED
    published_at = factory.LazyFunction(timezone.now)


class PageFactory(factory.django.DjangoModelFactory):
    """A page that stands."""

    class Meta:
        model = Page

    slug = factory.Sequence(lambda number: f"page-{number}")
    title = factory.Sequence(lambda number: {"en": f"Page {number}"})
    body = {"en": "Text"}

"""Writes of news and pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports, transitions
from clusterkit.core.exceptions import InvalidInput, StaleVersion
from clusterkit.core.policies import Actor, policy_of
from clusterkit.core.translated import as_translated
from clusterkit.news.actions import EDIT
from clusterkit.news.happenings import ARTICLE_PUBLISHED
from clusterkit.news.hooks import ArticlePublished, article_published
from clusterkit.news.models import Article, Page
from clusterkit.news.transitions import ARTICLE

RESERVED_SLUGS = frozenset({"new", "feed"})
"""Words that the addresses of the news use themselves."""


@transaction.atomic
def create_article(*, actor: Actor, values: Mapping[str, Any]) -> Article:
    """A draft. *values* are fields of the article; without a slug one is made. Raises ``InvalidInput``."""
    policy_of(Article).require(actor, EDIT)
    article = Article(author_id=actor.user_id, **values)
    article.slug = article.slug or _free_slug(Article, str(as_translated(article.title)))
    if article.slug in RESERVED_SLUGS or Article.objects.filter(slug=article.slug).exists():
        raise InvalidInput(_("Another article has this address already."), field="slug")
    article.save()
    ports.record(actor=actor, action=EDIT.code, target=article, after={"created": True})
    return article


@transaction.atomic
def update_article(
    *, article: Article, actor: Actor, values: Mapping[str, Any], expected_version: int | None = None
) -> Article:
    """Change fields. Raises ``StaleVersion`` when somebody changed it since the form was opened."""
    policy_of(Article).require(actor, EDIT, article)
    locked: Article = Article.objects.select_for_update().get(pk=article.pk)
    if expected_version is not None and locked.version != expected_version:
        raise StaleVersion(details={"version": locked.version, "expected": expected_version})
    changed = [name for name, value in values.items() if getattr(locked, name) != value]
    for name in changed:
        setattr(locked, name, values[name])
    locked.version += 1
    locked.save()
    ports.record(actor=actor, action=EDIT.code, target=locked, after={"changed": sorted(changed)})
    return locked


def publish_article(
    *, article: Article, actor: Actor, at: datetime | None = None, expected_version: int | None = None
) -> Article:
    """Show it to readers, dated now or *at*."""

    def effect(obj: Article) -> None:
        obj.published_at = at or obj.published_at or timezone.now()

    published = transitions.apply(
        ARTICLE,
        "publish",
        article,
        actor=actor,
        expected_version=expected_version,
        effect=effect,
        happening=ARTICLE_PUBLISHED,
    )
    article_published.announce_on_commit(ArticlePublished(published))
    return published


def withdraw_article(*, article: Article, actor: Actor, reason: str = "") -> Article:
    """Take it off the site; it can be published again."""
    return transitions.apply(ARTICLE, "withdraw", article, actor=actor, reason=reason)


@transaction.atomic
def save_page(*, actor: Actor, values: Mapping[str, Any], page: Page | None = None) -> Page:
    """Make or change a page. Raises ``InvalidInput`` when another page has the address."""
    policy_of(Page).require(actor, EDIT, page)
    fresh = Page.objects.select_for_update().get(pk=page.pk) if page is not None else Page()
    for name, value in values.items():
        setattr(fresh, name, value)
    if fresh.slug in RESERVED_SLUGS or Page.objects.filter(slug=fresh.slug).exclude(pk=fresh.pk).exists():
        raise InvalidInput(_("Another page has this address already."), field="slug")
    fresh.save()
    ports.record(actor=actor, action=EDIT.code, target=fresh, after={"changed": sorted(values)})
    return fresh


@transaction.atomic
def add_missing_pages(*, rows: Sequence[Mapping[str, Any]], actor: Actor) -> int:
    """Make the pages of *rows* (values of fields, ``slug`` among them) whose addresses are free. Returns how many.

    For a new cluster: all in one statement, with one line in the audit log.
    """
    policy_of(Page).require(actor, EDIT)
    taken = RESERVED_SLUGS | (set(Page.objects.values_list("slug", flat=True)) if rows else set())
    made = [Page(**row) for row in rows if row["slug"] not in taken]
    if made:
        Page.objects.bulk_create(made)
        ports.record(actor=actor, action=EDIT.code, target=None, after={"slug": [page.slug for page in made]})
    return len(made)


def _free_slug(model: type[Article], title: str) -> str:
    base = slugify(title)[:60] or timezone.localdate().isoformat()
    slug, number = base, 2
    while slug in RESERVED_SLUGS or model.objects.filter(slug=slug).exists():
        slug, number = f"{base}-{number}", number + 1
    return slug

"""Who reads and who writes news and pages."""

from __future__ import annotations

from django.db.models import QuerySet

from clusterkit.core.policies import Action, Actor, Policy, register
from clusterkit.news.actions import EDIT, VIEW
from clusterkit.news.enums import ArticleState
from clusterkit.news.models import Article, Page


@register
class ArticlePolicy(Policy[Article]):
    """Everybody reads what is published; who writes sees the rest too."""

    model = Article
    view = VIEW

    def permits(self, actor: Actor, action: Action, obj: Article) -> bool:
        """Seeing depends on the state, writing on the tier alone."""
        return action != VIEW or obj.state == ArticleState.PUBLISHED or actor.allows(EDIT)

    def scope(self, actor: Actor, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """The published ones, or all for who writes."""
        return queryset if actor.allows(EDIT) else queryset.filter(state=ArticleState.PUBLISHED)


@register
class PagePolicy(Policy[Page]):
    """Everybody reads what is shown; who writes sees the rest too."""

    model = Page
    view = VIEW

    def permits(self, actor: Actor, action: Action, obj: Page) -> bool:
        """Seeing depends on whether it is shown, writing on the tier alone."""
        return action != VIEW or obj.is_published or actor.allows(EDIT)

    def scope(self, actor: Actor, queryset: QuerySet[Page]) -> QuerySet[Page]:
        """The shown ones, or all for who writes."""
        return queryset if actor.allows(EDIT) else queryset.filter(is_published=True)

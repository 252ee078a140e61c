"""What the news tell other systems."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.happenings import Happening, declare

ARTICLE_PUBLISHED = declare(
    Happening("news.published", _("A piece of news is published"), title=lambda article: str(article.title))
)

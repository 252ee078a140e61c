"""News that a person wrote: his part of the archive of his data."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy

from clusterkit.accounts.hooks import PersonalData, Section, personal_data
from clusterkit.accounts.sections import section
from clusterkit.news.models import Article


@personal_data.connect(order=60)
def own_sections(payload: PersonalData) -> Sequence[Section]:
    """The articles of which he is the author. Nothing of an article names him but the relation to his account."""
    rows = Article.objects.filter(author_id=payload.viewer.user_id or 0).order_by("pk")
    fields = ("title", "summary", "body", "state", "created_at", "published_at")
    return [section("news", gettext_lazy("News you wrote"), rows, *fields)]

"""Finding items by words."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchHeadline
from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from clusterkit.core.policies import Actor
from clusterkit.core.search import search_query
from clusterkit.ideas import actions
from clusterkit.ideas.models import Item

MARK_START, MARK_END = "\ue000", "\ue001"


def search_items(rows: QuerySet[Item], viewer: Actor, text: str) -> QuerySet[Item]:
    """Narrow *rows* to those with all words of *text*, by tag too; unchanged where nothing searchable was typed.

    Who may not read the text searches titles and summaries only. Rows get ``found``, a snippet for :func:`snippet`.
    """
    query = search_query(text)
    if query is None:
        return rows
    reads = viewer.allows(actions.READ)
    column = "search" if reads else "search_public"
    document: Any = Concat("summary", Value("\n"), "body", output_field=CharField()) if reads else F("summary")
    headline = SearchHeadline(
        document, query, config="russian", start_sel=MARK_START, stop_sel=MARK_END, max_words=30, min_words=12
    )
    return rows.filter(Q(**{column: query}) | Q(tags__contains=[text.strip().lower()])).annotate(found=headline)


def snippet(text: str) -> SafeString:
    """The found words marked with ``<mark>``, everything else escaped."""
    safe = str(escape(text)).replace(MARK_START, "<mark>").replace(MARK_END, "</mark>")
    return mark_safe(safe)

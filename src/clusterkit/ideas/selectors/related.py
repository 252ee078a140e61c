"""What else is about the same as an item: by tags, sectors and words in common, never by whose it is."""

from __future__ import annotations

import re
from typing import Final

from django.db.models import QuerySet

from clusterkit.core.policies import Actor
from clusterkit.ideas.models import Item
from clusterkit.ideas.selectors.items import listed
from clusterkit.ideas.selectors.search import candidates

RELATED: Final = 5
CANDIDATES: Final = 100
"""So many of the newest are compared for each thing in common: the newest, because what is old is seldom open."""
TAG, SECTOR, WORD = 3.0, 1.0, 2.0
_LONG: Final = 5
_STEM: Final = 5
_WORD: Final = re.compile(r"\w+", re.UNICODE)


def related_items(viewer: Actor, item: Item, *, limit: int = RELATED) -> list[Item]:
    """At most *limit* items that *viewer* sees and that have most in common with *item*, the best first.

    Items that share a sector only are not named: in a cluster of one industry all of them do.
    """
    tags, stems = set(item.tags), _stems(item.title)
    sectors = set(item.sectors.values_list("pk", flat=True))
    seen = listed(viewer).exclude(pk=item.pk)
    keys = {
        *_newest(seen.filter(tags__overlap=sorted(tags))),
        *_newest(seen.filter(sectors__in=sorted(sectors))),
        *candidates(seen, _words(item.title), limit=CANDIDATES).values_list("pk", flat=True),
    }
    rows = {row.pk: row for row in Item.objects.filter(pk__in=keys).prefetch_related("sectors")}
    scored = []
    for row in rows.values():
        common = TAG * len(tags & set(row.tags)) + WORD * len(stems & _stems(row.title))
        if common:
            scored.append((common + SECTOR * len(sectors & {sector.pk for sector in row.sectors.all()}), row.pk))
    return [rows[pk] for _score, pk in sorted(scored, reverse=True)[:limit]]


def _newest(rows: QuerySet[Item]) -> QuerySet[Item, int]:
    return rows.order_by("-published_at", "-pk").values_list("pk", flat=True)[:CANDIDATES]


def _words(title: str) -> list[str]:
    # Short words say little.
    return [word.lower() for word in _WORD.findall(title) if len(word) >= _LONG]


def _stems(title: str) -> set[str]:
    # The beginnings of the longer words: endings differ.
    return {word[:_STEM] for word in _words(title)}

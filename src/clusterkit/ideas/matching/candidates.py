"""What is compared with an item at all: however large the exchange is, some hundreds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db.models import QuerySet

from clusterkit.directory.models import Organisation
from clusterkit.ideas.enums import OPEN_STATES, ItemMode
from clusterkit.ideas.kinds import item_kinds
from clusterkit.ideas.matching.scorers import Subject, Weighing
from clusterkit.ideas.matching.subjects import item_rows
from clusterkit.ideas.models import Item
from clusterkit.ideas.selectors.search import candidates, newest_since

BY_WORDS: Final = 120
BY_TAGS: Final = 60
LATELY: Final = (0.02, 0.16)
"""Items with a tag are sought in these parts of all items, the newest ones, before everywhere."""
ENOUGH: Final = BY_TAGS // 3
"""So many of the second part will do."""
ASKED: Final = 16
"""So many words of an item are looked up, those that tell most."""


def open_items() -> QuerySet[Item]:
    """Items that can be answered today, of organisations that the site shows."""
    rows: QuerySet[Item] = Item.objects.current().filter(state__in=sorted(OPEN_STATES), organisation__is_published=True)
    return rows


def counterparts(kind: str) -> set[str]:
    """The kinds that are suggested for items of *kind*, and those for whose items these are suggested."""
    own = item_kinds.get(kind)
    return set(own.matches) | {other.code for other in item_kinds if kind in other.matches}


def item_candidates(subject: Subject, weighing: Weighing) -> list[Item]:
    """Open items of other organisations that may fit: by words, and by tags, some hundreds at most.

    Items for members are found apart from the others, so that they never push one away that everybody may see.
    """
    kinds = sorted(counterparts(subject.kind))
    if not kinds:
        return []
    rows = item_rows(open_items().filter(kind__in=kinds).exclude(organisation_id=subject.owner))
    words = telling_words(subject, weighing)
    found: dict[int, Item] = {}
    for part in (rows.exclude(mode=ItemMode.MEMBERS), rows.filter(mode=ItemMode.MEMBERS)):
        for item in candidates(part, words, limit=BY_WORDS):
            found[item.pk] = item
        if subject.tags:
            for item in _newest(part.filter(tags__overlap=sorted(subject.tags))):
                found[item.pk] = item
    return list(found.values())


def _newest(rows: QuerySet[Item]) -> list[Item]:
    """The newest few of *rows*. They are sought in the newest part of all items first: PostgreSQL would sort all that have a
    tag, or walk through all days for those that few may see."""
    ordered = rows.order_by("-published_at", "-pk")
    for share in LATELY:
        since = newest_since(share)
        found = list(ordered.filter(published_at__gte=since)[:BY_TAGS]) if since is not None else []
        if len(found) >= (BY_TAGS if share == LATELY[0] else ENOUGH):
            return found
    return list(ordered[:BY_TAGS])


def telling_words(subject: Subject, weighing: Weighing) -> Sequence[str]:
    """Words of *subject* as written, those that tell most first."""
    shown: dict[str, str] = {}
    worth: dict[str, float] = {}
    for passage in subject.passages:
        for stem, weight in passage.words.items():
            worth[stem] = max(worth.get(stem, 0), weight * weighing.rarity_of(stem))
            shown.setdefault(stem, passage.shown.get(stem, stem))
    best = sorted(worth, key=lambda stem: (-worth[stem], stem))
    return [shown[stem] for stem in best[:ASKED]]


def organisation_candidates(subject: Subject) -> QuerySet[Organisation]:
    """The other organisations that the site shows."""
    rows: QuerySet[Organisation] = Organisation.objects.published().exclude(pk=subject.owner).order_by("pk")
    return rows

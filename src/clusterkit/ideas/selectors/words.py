"""How many items have a word, as far as somebody reads, and which known word a mistyped one is nearest to."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.db.models import F

from clusterkit.core.policies import Actor, SystemActor
from clusterkit.ideas import actions
from clusterkit.ideas.models import SearchWord
from clusterkit.ideas.typing_mistakes import asked_forms, folded, mistakes_forgiven, other_layouts, unlikeness

TOTALS: Final = ""
"""The word that stands in each item."""
NEAR_WORDS: Final = 300
"""So many known words that share letters with a mistyped one are compared with it, those of most items first."""
SHORTEST_BEGINNING: Final = 3
"""Shorter words are no beginnings of others."""

# Words with the same stem are forms of one word; PostgreSQL makes the stem of what is asked as it did of what is counted.
# The operators of text patterns compare by code, as the index of LIKE does, whatever the database's language is.
_KNOWN = """
SELECT asked.word, asked.stem, forms.items, forms.seen, longer.items, longer.seen
  FROM (SELECT word, (tsvector_to_array(to_tsvector('russian', word)))[1] AS stem FROM unnest(%s::text[]) AS word) asked
 CROSS JOIN LATERAL
       (SELECT coalesce(sum(items), 0) AS items, coalesce(sum({seen}), 0) AS seen
          FROM {table} WHERE stem = asked.stem OR word = asked.word) forms
 CROSS JOIN LATERAL
       (SELECT coalesce(sum(items), 0) AS items, coalesce(sum({seen}), 0) AS seen
          FROM {table}
         WHERE length(asked.word) >= {shortest}
           AND word ~>=~ asked.word AND word ~<~ (asked.word || chr(1114111))) longer
"""


@dataclass(frozen=True)
class Known:
    """What is known of a word that somebody asks for.

    ``stem`` is None for words that tell nothing ("and", "for"). ``items`` is how many items an index would find by its forms,
    ``seen`` how many of those the asker reads; ``longer_items`` and ``longer_seen`` the same for all words that begin with it.
    All are upper bounds: an item with two forms of a word counts twice.
    """

    word: str
    stem: str | None
    items: int
    seen: int
    longer_items: int
    longer_seen: int


def seen_columns(viewer: Actor) -> tuple[str, ...]:
    """The counters of ``SearchWord`` whose sum is how many items with a word *viewer* reads."""
    part = "texts" if viewer.allows(actions.READ) else "summaries"
    return (part, f"closed_{part}") if viewer.allows(actions.VIEW_CLOSED) else (part,)


def known_words(viewer: Actor, words: Iterable[str]) -> dict[str, Known]:
    """What is known of each of *words* (lower case). One query; the word ``TOTALS`` gives how many items there are."""
    asked = sorted(set(words))
    statement = _KNOWN.format(
        table=connection.ops.quote_name(SearchWord._meta.db_table),
        seen=" + ".join(seen_columns(viewer)),
        shortest=SHORTEST_BEGINNING,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [asked])
        return {word: Known(word, stem, *map(int, numbers)) for word, stem, *numbers in cursor.fetchall()}


def rarity(words: Iterable[str]) -> dict[str, float]:
    """How much each word tells (its inverse document frequency, the natural logarithm): near 0 for one that most items have.

    Any form of a word will do, or its stem. Counted over all items that were ever shown, so it is no answer for a reader:
    the matching weighs words with it. One query.
    """
    asked = {word: word.lower() for word in words}
    known = known_words(SystemActor("ideas"), [TOTALS, *asked.values()])
    total = known[TOTALS].items
    return {
        word: math.log((total + 1) / (min(known[lower].items, total) + 1)) if known[lower].stem else 0.0
        for word, lower in asked.items()
    }


def near_words(viewer: Actor, word: str) -> list[str]:
    """Words that *word* may be a mistyped form of, the likeliest first; only such as *viewer* reads somewhere."""
    layouts = list(other_layouts(word))
    known = known_words(viewer, layouts) if layouts else {}
    found = [other for other in layouts if known[other].seen or known[other].longer_seen]
    if not mistakes_forgiven(folded(word)):
        return found
    counters = seen_columns(viewer)
    seen = sum((F(name) for name in counters[1:]), F(counters[0]))
    near = (
        SearchWord.objects.filter(shortened__overlap=asked_forms(word))
        .annotate(seen=seen)
        .filter(seen__gt=0)
        .order_by("-seen", "word")
        .values_list("word", "seen")
    )
    counts = dict(near[:NEAR_WORDS])
    unlike = {other: unlikeness(word, other) for other in counts if other != word}
    likely = [(steps, -counts[other], other) for other, steps in unlike.items() if steps is not None]
    return found + [other for _steps, _count, other in sorted(likely)]

"""Finding items by words: rare words by their index, common words among the newest (docs/decisions/search-words-and-ranking.md)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.contrib.postgres.search import (
    SearchHeadline,
    SearchQuery,
    SearchRank,
)
from django.db import connection
from django.db.models import CharField, F, FloatField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat, Extract, Ln
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from clusterkit.core.policies import Actor, SystemActor
from clusterkit.core.search import MAX_WORDS, words_of
from clusterkit.ideas import actions
from clusterkit.ideas.enums import PUBLIC_STATES
from clusterkit.ideas.models import Item
from clusterkit.ideas.selectors.queries import Among, LabelQuery, Query, ReadyQuery, simple_query
from clusterkit.ideas.selectors.words import SHORTEST_BEGINNING, TOTALS, Known, known_words, near_words, rarity
from clusterkit.ideas.typing_mistakes import beginnings

__all__ = ["candidates", "newest_since", "rarity", "search_items", "snippet"]

MARK_START, MARK_END = "\ue000", "\ue001"
COMMON: Final = 1_000
"""A word that more items have is common: only the newest of its items are ranked."""
RANKED: Final = 100
"""So many items with common words only are ranked."""
SPARE: Final = 2
"""So many times more items are expected among the newest that are looked at: not everybody sees each, and filters narrow."""
WIDER: Final = 8
"""So many times further back it is looked where too few were found."""
LOOKED_AT: Final = 1_000
"""So many items with telling words are ranked as candidates."""
WEIGHTS: Final = (0.1, 0.15, 0.4, 1.0)
"""Of tags and the like, of texts, of summaries, of titles."""
TRIED: Final = 3
"""So many words are tried in place of one that is not known."""
LARGEST: Final = 2**62
MANY: Final = "of_many"
"""The annotation of rows that were found by common words and are not narrowed to the newest."""
YEAR: Final = 31_557_600
FRESHNESS: Final = 0.2
"""One year newer is worth a fifth more of the rank."""


@dataclass(frozen=True)
class Asked:
    """What somebody asks for: the query, how many items an index would find by it at most, how many that is
    likely to be, and the words in place of those that he mistyped (empty: it is asked for as it was typed)."""

    query: Query
    items: int
    likely: float
    shown_for: str = ""

    @property
    def is_common(self) -> bool:
        """Whether so many items may match that only the newest are ranked."""
        return self.items > COMMON


def search_items(rows: QuerySet[Item], viewer: Actor, text: str, *, ranked: bool = True) -> QuerySet[Item]:
    """Those of *rows* with all words of *text*, the best first; unchanged where nothing searchable was typed.

    Apply it last: of common words only the newest ``RANKED`` of *rows* are found, which is right when all other filters were
    applied before. Without *ranked* all are found, in the order of *rows*.

    Who may not read the text searches titles, summaries and tags only. Where nothing is found and a word is not known, the
    nearest known one is taken. Rows get ``found`` (a snippet for :func:`snippet`), ``score``, and ``shown_for``: the words that
    were searched for in place of the typed ones, empty as a rule.
    """
    column = "search" if viewer.allows(actions.READ) else "search_public"
    asked = _understand(rows, viewer, text, column)
    if asked is None:
        return rows
    if not asked.is_common:
        found = rows.filter(_by_index(asked.query, column))
    elif ranked:
        found = rows.filter(pk__in=_newest(rows, asked, column))
    else:
        found = rows.filter(**{column: asked.query}).annotate(**{MANY: Value(True)})
    found = found.annotate(
        found=_headline(asked.query, column), score=_score(asked.query, column), shown_for=Value(asked.shown_for)
    )
    return found.order_by("-score", "-pk") if ranked else found


def snippet(text: str) -> SafeString:
    """The found words marked with ``<mark>``, everything else escaped."""
    safe = str(escape(text)).replace(MARK_START, "<mark>").replace(MARK_END, "</mark>")
    return mark_safe(safe)


def _newest(rows: QuerySet[Item], asked: Asked, column: str) -> list[int]:
    """The keys of the newest of *rows* that fit.

    They are sought among the newest of all items, so many that enough are likely to fit: there the index of the words and that
    of the days are read and met, and a few times ``RANKED`` rows are looked at. Where too few fit it is looked further back.
    """
    fitting = rows.filter(**{column: asked.query, "state__in": sorted(PUBLIC_STATES)})
    newest = fitting.order_by("-published_at", "-pk").values_list("pk", flat=True)
    share = SPARE * RANKED / max(asked.likely, 1.0)
    while share < 0.5:
        since = newest_since(share)
        if since is None:
            return list(newest[:RANKED])
        found = list(newest.filter(published_at__gte=since)[:RANKED])
        if len(found) == RANKED:
            return found
        share *= WIDER
    # So few fit that all are read. PostgreSQL is not asked to order them: it would walk through all days for them.
    rest = fitting.order_by().values_list("published_at", "pk")[: WIDER * SPARE * RANKED]
    return [pk for _day, pk in sorted(rest, reverse=True)[:RANKED]]


def newest_since(share: float) -> datetime | None:
    """The moment since which about *share* of all items were published, a hundredth at least, as PostgreSQL's own statistics
    tell; None where it has none yet. Reading on in an index to that place would cost more the farther back it is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT days[greatest(1, floor((1 - %s) * (array_length(days, 1) - 1))::int + 1)]"
            "  FROM (SELECT histogram_bounds::text::timestamptz[] AS days FROM pg_stats"
            "         WHERE schemaname = current_schema() AND tablename = %s AND attname = 'published_at') bounds",
            [min(share, 1.0), Item._meta.db_table],
        )
        row = cursor.fetchone()
    return row[0] if row is not None else None


def _by_index(query: Query, column: str) -> Among:
    return Among(Item.objects.filter(**{column: query}).order_by())


def _headline(query: Query, column: str) -> SearchHeadline:
    whole = column == "search"
    document: Any = Concat("summary", Value("\n"), "body", output_field=CharField()) if whole else F("summary")
    return SearchHeadline(
        document, query, config="russian", start_sel=MARK_START, stop_sel=MARK_END, max_words=30, min_words=12
    )


def _score(query: Query, column: str) -> Any:
    # A sum of logarithms: it orders as the product of rank and freshness does, and does not change as time goes by, so that
    # pages of a list stay where they were.
    rank = Cast(SearchRank(F(column), query, weights=Value(list(WEIGHTS))), FloatField())
    age = Extract(Coalesce("published_at", "created_at"), "epoch", output_field=FloatField())
    return Ln(rank + 1e-9) + age * (FRESHNESS / YEAR)


def _understand(rows: QuerySet[Item], viewer: Actor, text: str, column: str) -> Asked | None:
    words = words_of(text)[:MAX_WORDS]
    if not words:
        return None
    known = known_words(viewer, [TOTALS, *words, *beginnings(words)])
    asked = _ask(words, known)
    unknown = [word for word in words if _is_unknown(word, known)]
    if not unknown or rows.filter(_by_index(asked.query, column)).exists():
        return asked
    for instead in _instead(viewer, text, set(unknown)):
        words = words_of(instead)[:MAX_WORDS]
        corrected = _ask(words, known_words(viewer, [TOTALS, *words, *beginnings(words)]))
        # What he reads is asked, not what is counted: a correction never tells of what he may not know.
        if words and _finds(rows, corrected, column):
            return replace(corrected, shown_for=instead)
    return asked


def _finds(rows: QuerySet[Item], asked: Asked, column: str) -> bool:
    if not asked.is_common:
        return rows.filter(_by_index(asked.query, column)).exists()
    return rows.filter(**{column: asked.query}).exists()


def _is_unknown(word: str, known: dict[str, Known]) -> bool:
    counts = [known[word], *(known[other] for other in beginnings([word]))]
    return known[word].stem is not None and not any(one.seen or one.longer_seen for one in counts)


def _instead(viewer: Actor, text: str, unknown: set[str]) -> Iterator[str]:
    """Texts to try in place of *text*, the likeliest first."""
    options: list[list[str]] = []
    for typed in text.lower().split()[:MAX_WORDS]:
        parts = words_of(typed)
        if not unknown.intersection(parts):
            options.append([typed] if parts else [])
            continue
        # The keys of some letters are marks in the other layout: "j,]trn" is one word.
        whole = near_words(viewer, typed.strip('«»"()!?:')) if len(parts) != 1 else near_words(viewer, parts[0])
        if len(parts) == 1 and typed != parts[0]:
            whole = [*whole, *near_words(viewer, typed)]
        options.append(whole[:TRIED] or [typed])
    lists = [choice for choice in options if choice]
    for place in range(max(map(len, lists), default=0)):
        yield " ".join(choice[min(place, len(choice) - 1)] for choice in lists)


def _ask(words: Sequence[str], known: dict[str, Known]) -> Asked:
    """All words, each in any form, as the beginning of a longer one where few have it, or all as one tag."""
    telling = [word for word in words if known[word].stem] or list(words)
    total = max(known[TOTALS].items, 1)
    query: Any = None
    found, likely = LARGEST, float(total)
    for word in dict.fromkeys(telling):
        part, items = _word(word, known)
        query = part if query is None else query & part
        found = min(found, items)
        likely *= min(items / total, 1.0)
    label = LabelQuery(" ".join(words))
    return Asked(ReadyQuery.of(query | label), found, likely)


def _word(word: str, known: dict[str, Known]) -> tuple[Query, int]:
    one = known[word]
    part: Any = SearchQuery(word, config="russian") if one.stem else simple_query(word)
    items = one.items
    if len(word) >= SHORTEST_BEGINNING and one.seen <= COMMON:
        part, items = part | simple_query(word, beginning=True), items + one.longer_items
        for other in beginnings([word]):
            part, items = part | simple_query(other, beginning=True), items + known[other].longer_items
    return part, items


def candidates(rows: QuerySet[Item], words: Sequence[str], *, limit: int = 200) -> QuerySet[Item]:
    """At most *limit* of *rows* that have any of *words* (forms or stems), those first that have the most telling of them.

    However many items there are, it looks at some hundreds: at those with the rarest of the words, and where all are common at
    the newest. Common words count for the order only.
    """
    asked = list(dict.fromkeys(word.lower() for word in words if word.strip()))[: 4 * MAX_WORDS]
    known = known_words(SystemActor("ideas"), asked)
    telling = sorted((known[word] for word in asked if known[word].stem), key=lambda one: (one.items, one.word))
    if not telling:
        return rows.none()
    chosen: list[Known] = []
    looked_at = 0
    for one in telling:
        if chosen and looked_at + one.items > LOOKED_AT:
            break
        chosen.append(one)
        looked_at += one.items
    narrow = _any_of(chosen)
    score = SearchRank(F("search"), _any_of(telling), weights=Value(list(WEIGHTS)))
    if looked_at <= LOOKED_AT:
        found = rows.filter(Among(Item.objects.filter(search=narrow).order_by()))
    else:
        newest = rows.filter(search=narrow, state__in=sorted(PUBLIC_STATES)).order_by("-published_at", "-pk")
        found = rows.filter(Among(newest[: max(limit, RANKED)]))
    return found.annotate(score=score).order_by("-score", "-pk")[:limit]


def _any_of(words: Sequence[Known]) -> Query:
    query: Any = None
    for one in words:
        part = SearchQuery(one.word, config="russian") | simple_query(one.word)
        query = part if query is None else query | part
    return ReadyQuery.of(query)

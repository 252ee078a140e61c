"""The words of the exchange, counted for each audience apart.

Whoever changes an item only marks it (:func:`mark_changed`): words that everybody uses would be locked to the end of his
transaction. The worker counts (:func:`count_changed`): it takes what an item was counted by out and what it has now in, as one
sum for several items, so that a second call changes nothing and two workers never count one item twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Q

from clusterkit.core.search import words_of
from clusterkit.ideas.enums import PUBLIC_STATES, ItemMode, WordAudience
from clusterkit.ideas.models import CountedItem, Item, SearchWord
from clusterkit.ideas.selectors.words import TOTALS
from clusterkit.ideas.typing_mistakes import LONGEST, kept_forms

AT_ONCE: Final = 25
"""So many items are counted in one transaction."""
MOST_WORDS: Final = 3_000
COUNTERS: Final = ("items", "summaries", "texts", "closed_summaries", "closed_texts")


def mark_changed(item: Item) -> None:
    """Let the worker look at the words of *item*. One that was never shown has none that count."""
    known = CountedItem.objects.filter(item_id=item.pk).update(due=True)
    if not known and item.state in PUBLIC_STATES:
        CountedItem.objects.bulk_create(
            [CountedItem(item_id=item.pk)], update_conflicts=True, unique_fields=["item"], update_fields=["due"]
        )


def mark_organisation_changed(organisation_id: int, *, is_published: bool) -> None:
    """Let the worker look at the items of an organisation that is shown now, or is not."""
    rows = CountedItem.objects.filter(item__organisation_id=organisation_id, due=False)
    (rows.filter(audience="") if is_published else rows.exclude(audience="")).update(due=True)


def mark_all() -> int:
    """Let the worker count all items that are shown and not counted. Returns how many."""
    rows = Item.objects.filter(state__in=sorted(PUBLIC_STATES)).exclude(pk__in=_counted())
    marked = 0
    for chunk in _chunks(list(rows.order_by("pk").values_list("pk", flat=True)), 1000):
        CountedItem.objects.bulk_create([CountedItem(item_id=pk) for pk in chunk], ignore_conflicts=True)
        marked += len(chunk)
    return marked


def _counted() -> Any:
    return CountedItem.objects.exclude(item=None).values("item")


def count_changed(*, limit: int = 200) -> int:
    """Count the words of up to *limit* items that were changed. Returns how many were looked at."""
    done = 0
    while done < limit:
        taken = _count_some(min(AT_ONCE, limit - done))
        done += taken
        if taken < AT_ONCE:
            break
    if not done and not SearchWord.objects.filter(word=TOTALS).exists():
        # The first visit to a cluster that had items before their words were counted.
        mark_all()
    return done


@transaction.atomic
def _count_some(number: int) -> int:
    waiting = CountedItem.objects.filter(Q(due=True) | Q(item=None))
    rows = list(waiting.select_for_update(skip_locked=True).order_by("pk")[:number])
    items = Item.objects.select_related("organisation").in_bulk(
        [row.item_id for row in rows if row.item_id is not None]
    )
    texts = {pk: _words(item) for pk, item in items.items() if _is_shown(item)}
    keys = _keys({word for public, more in texts.values() for word in (*public, *more)})
    changes: dict[int, list[int]] = defaultdict(lambda: [0] * len(COUNTERS))
    for row in rows:
        _add(changes, row, -1)
        item = items.get(row.item_id) if row.item_id is not None else None
        if item is not None and item.pk in texts:
            public, more = texts[item.pk]
            row.words, row.more_words = [keys[word] for word in public], [keys[word] for word in more]
            row.audience = WordAudience.CLOSED if item.mode == ItemMode.MEMBERS else WordAudience.OPEN
        else:
            row.audience = ""
            if item is None:
                row.words, row.more_words = [], []
        _add(changes, row, 1)
        row.due = False
    _write(changes)
    CountedItem.objects.bulk_update(rows, ["words", "more_words", "audience", "due"])
    CountedItem.objects.filter(pk__in=[row.pk for row in rows if row.item_id is None]).delete()
    return len(rows)


def _is_shown(item: Item) -> bool:
    return item.is_current and item.organisation.is_published


def _words(item: Item) -> tuple[list[str], list[str]]:
    """The words of the public part, with the one that stands in each item, and those that the text has besides."""
    public = {TOTALS, *_short(words_of(" ".join((item.title, item.summary, *item.tags))))}
    more = set(_short(words_of(item.body))[:MOST_WORDS])
    return sorted(public), sorted(more - public)


def _short(words: Iterable[str]) -> list[str]:
    return [word for word in words if 1 < len(word) <= LONGEST]


def _keys(words: set[str]) -> dict[str, int]:
    """The primary key of each word; new ones are written. All sorted, so that two workers wait for each other and no more."""
    found = dict(SearchWord.objects.filter(word__in=words).values_list("word", "pk"))
    new = sorted(words - found.keys())
    if new:
        SearchWord.objects.bulk_create(
            [SearchWord(word=word, shortened=kept_forms(word)) for word in new], ignore_conflicts=True
        )
        found.update(SearchWord.objects.filter(word__in=new).values_list("word", "pk"))
    return found


def _add(changes: dict[int, list[int]], row: CountedItem, sign: int) -> None:
    closed = row.audience == WordAudience.CLOSED
    shown = bool(row.audience)
    for keys, in_summary in ((row.words, True), (row.more_words, False)):
        for key in keys:
            numbers = changes[key]
            numbers[0] += sign
            if shown:
                numbers[4 if closed else 2] += sign
                if in_summary:
                    numbers[3 if closed else 1] += sign


def _write(changes: dict[int, list[int]]) -> None:
    alike: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for key, numbers in changes.items():
        if any(numbers):
            alike[tuple(numbers)].append(key)
    # Locked in one order first: the updates below go by amount, not by key.
    touched = sorted(key for keys in alike.values() for key in keys)
    list(SearchWord.objects.select_for_update().filter(pk__in=touched).order_by("pk").values_list("pk"))
    for amounts, keys in alike.items():
        steps = {name: F(name) + step for name, step in zip(COUNTERS, amounts, strict=True) if step}
        SearchWord.objects.filter(pk__in=keys).update(**steps)


def _chunks(values: Sequence[int], size: int) -> Iterable[Sequence[int]]:
    return (values[place : place + size] for place in range(0, len(values), size))

"""Items and organisations as the scorers see them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db.models import QuerySet

from clusterkit.core.translated import as_translated
from clusterkit.directory.models import Capability, Organisation, Product
from clusterkit.ideas.matching.scorers import ORGANISATION, Passage, Subject
from clusterkit.ideas.matching.text import stems, talk, words_of
from clusterkit.ideas.models import Item

TITLE: Final = 3.0
SUMMARY: Final = 1.5
BODY: Final = 1.0
TALK: Final = 0.2
"""What a word of every request and offer counts beside a word of the matter."""
ONCE_MORE: Final = 0.25
"""What each further place adds where a word stands more than once."""
LONGEST: Final = 6000
"""Characters of a text that are read."""

REMEMBERED: Final = 20_000
"""So many passages a process keeps: what organisations say of themselves is compared with each new item."""

Weighed = tuple[tuple[str, float], ...]

_made: dict[Weighed, Passage] = {}
FIELDS: Final = ("pk", "kind", "title", "summary", "body", "tags", "organisation_id", "mode", "version")


def item_rows(rows: QuerySet[Item]) -> QuerySet[Item]:
    """*rows* with what a subject is made of, and without the long search columns."""
    return rows.only(*FIELDS).prefetch_related("sectors")


def item_subjects(items: Iterable[Item]) -> list[Subject]:
    """Subjects of *items* (of :func:`item_rows`), in their order."""
    rows = list(items)
    texts: list[Weighed] = [((row.title, TITLE), (row.summary, SUMMARY), (row.body[:LONGEST], BODY)) for row in rows]
    made = _passages(texts)
    known = stems(word for row in rows for tag in row.tags for word in words_of(tag))
    return [
        Subject(
            row.kind,
            row.pk,
            row.organisation_id,
            frozenset(sector.code for sector in row.sectors.all()),
            {tag: _tag_stems(tag, known) for tag in row.tags},
            (made[text],),
            row,
        )
        for row, text in zip(rows, texts, strict=True)
    ]


def organisation_subjects(rows: QuerySet[Organisation]) -> list[Subject]:
    """Subjects of organisations: a passage for each capability and product and one for the summary; profiles are the tags."""
    found = list(rows.defer("search"))
    keys = [row.pk for row in found]
    texts: dict[int, list[Weighed]] = defaultdict(list)
    # Hundreds of organisations with some texts each: as rows of text, since as many objects take longer than the comparing.
    for model in (Capability, Product):
        parts = model._default_manager.filter(organisation_id__in=keys).order_by("organisation_id", "order", "pk")
        for owner, title, text in parts.values_list("organisation_id", "title", "text"):
            texts[owner].append(((title, TITLE), (text, SUMMARY)))
    for row in found:
        texts[row.pk].append(((_russian(row.summary), BODY),))
    sectors, tags = (
        _named(Organisation.sectors, keys, "sector__code"),
        _named(Organisation.profiles, keys, "profile__name"),
    )
    named = {owner: [_russian(name) for name in names] for owner, names in tags.items()}
    made = _passages([text for pieces in texts.values() for text in pieces])
    known = stems(word for names in named.values() for name in names for word in words_of(name))
    return [
        Subject(
            ORGANISATION,
            row.pk,
            row.pk,
            frozenset(sectors.get(row.pk, ())),
            {name: _tag_stems(name, known) for name in named.get(row.pk, ())},
            tuple(made[text] for text in texts[row.pk]),
            row,
        )
        for row in found
    ]


def _named(relation: Any, keys: Sequence[int], name: str) -> dict[int, list[Any]]:
    """What is on the other side of a relation of organisations, by their keys."""
    found: dict[int, list[Any]] = defaultdict(list)
    rows = relation.through._default_manager.filter(organisation_id__in=keys).order_by("pk")
    for owner, value in rows.values_list("organisation_id", name):
        found[owner].append(value)
    return found


def _russian(value: object) -> str:
    return str(as_translated(value).get_text("ru"))


def _tag_stems(tag: str, known: Mapping[str, str]) -> frozenset[str]:
    return frozenset(known[word] for word in words_of(tag)) - {""}


def _passages(texts: Sequence[Weighed]) -> dict[Weighed, Passage]:
    """The passage of each text. What a text gives is the same in every cluster, so the process remembers it."""
    found = {text: _made[text] for text in texts if text in _made}
    missing = [text for text in dict.fromkeys(texts) if text not in found]
    if missing:
        known = stems(word for text in missing for piece, _weight in text for word in words_of(piece))
        usual = talk()
        new = {text: _passage(text, known, usual) for text in missing}
        if len(_made) + len(new) > REMEMBERED:
            _made.clear()
        _made.update(new)
        found |= new
    return found


def _passage(pieces: Weighed, known: Mapping[str, str], usual: frozenset[str]) -> Passage:
    best: dict[str, float] = defaultdict(float)
    shown: dict[str, str] = {}
    often: Counter[str] = Counter()
    for text, weight in pieces:
        for word in words_of(text):
            stem = known[word]
            if stem:
                best[stem] = max(best[stem], weight)
                often[stem] += 1
                shown.setdefault(stem, word)
    return Passage(
        {
            stem: weight * (1 + ONCE_MORE * min(3, often[stem] - 1)) * (TALK if stem in usual else 1)
            for stem, weight in best.items()
        },
        shown,
    )

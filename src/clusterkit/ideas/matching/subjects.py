"""Items and organisations as the scorers see them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.db.models import Prefetch, QuerySet

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

Weighed = Sequence[tuple[str, float]]
FIELDS: Final = ("pk", "kind", "title", "summary", "body", "tags", "organisation_id", "mode", "version")


def item_rows(rows: QuerySet[Item]) -> QuerySet[Item]:
    """*rows* with what a subject is made of, and without the long search columns."""
    return rows.only(*FIELDS).prefetch_related("sectors")


def item_subjects(items: Iterable[Item]) -> list[Subject]:
    """Subjects of *items* (of :func:`item_rows`), in their order."""
    rows = list(items)
    texts = [((row.title, TITLE), (row.summary, SUMMARY), (row.body[:LONGEST], BODY)) for row in rows]
    known = stems(word for text in texts for piece, _weight in text for word in words_of(piece)) | stems(
        word for row in rows for tag in row.tags for word in words_of(tag)
    )
    usual = talk()
    return [
        Subject(
            row.kind,
            row.pk,
            row.organisation_id,
            frozenset(sector.code for sector in row.sectors.all()),
            {tag: _tag_stems(tag, known) for tag in row.tags},
            (_passage(text, known, usual),),
            row,
        )
        for row, text in zip(rows, texts, strict=True)
    ]


def organisation_subjects(rows: QuerySet[Organisation]) -> list[Subject]:
    """Subjects of organisations: a passage for each capability and product and one for the summary; profiles are the tags."""
    parts = [
        Prefetch("capabilities", Capability.objects.order_by("order", "pk")),
        Prefetch("products", Product.objects.order_by("order", "pk")),
    ]
    found = list(rows.defer("search").prefetch_related("sectors", "profiles", *parts))
    texts = {row.pk: list(_texts(row)) for row in found}
    tags = {row.pk: [_russian(profile.name) for profile in row.profiles.all()] for row in found}
    known = stems(
        word for pieces in texts.values() for text in pieces for piece, _weight in text for word in words_of(piece)
    ) | stems(word for names in tags.values() for name in names for word in words_of(name))
    usual = talk()
    return [
        Subject(
            ORGANISATION,
            row.pk,
            row.pk,
            frozenset(sector.code for sector in row.sectors.all()),
            {name: _tag_stems(name, known) for name in tags[row.pk]},
            tuple(_passage(text, known, usual) for text in texts[row.pk]),
            row,
        )
        for row in found
    ]


def _texts(row: Organisation) -> Iterable[Weighed]:
    parts: list[Capability | Product] = [*row.capabilities.all(), *row.products.all()]
    for part in parts:
        yield ((part.title, TITLE), (part.text, SUMMARY))
    yield ((_russian(row.summary), BODY),)


def _russian(value: object) -> str:
    return str(as_translated(value).get_text("ru"))


def _tag_stems(tag: str, known: Mapping[str, str]) -> frozenset[str]:
    return frozenset(known[word] for word in words_of(tag)) - {""}


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

"""A cluster with very many items, whose words are distributed as in language."""

from __future__ import annotations

import math
import os
import random
from itertools import accumulate
from typing import Any, Final

SIZE: Final = int(os.environ.get("BENCH_ITEMS", "1000000"))
ORGANISATIONS: Final = 300
POOL: Final = 40_000
"""So many different titles, summaries and texts, put together at random."""
_FIRST: Final = [
    "ба",
    "ве",
    "гро",
    "де",
    "жи",
    "за",
    "ка",
    "ла",
    "ме",
    "но",
    "пре",
    "ри",
    "со",
    "ту",
    "фу",
    "хи",
    "це",
    "че",
    "шта",
    "эле",
    "ре",
    "ко",
    "ми",
    "ди",
    "то",
]
_SECOND: Final = [
    "бот",
    "вор",
    "гид",
    "дез",
    "жим",
    "зат",
    "кал",
    "лен",
    "мер",
    "нит",
    "пол",
    "рез",
    "сор",
    "тан",
    "фил",
    "хлор",
    "цик",
    "чек",
    "шин",
    "лит",
    "ром",
    "дет",
    "пар",
    "зон",
    "вет",
]
_END: Final = [
    "ка",
    "ние",
    "ость",
    "тель",
    "ный",
    "ная",
    "ого",
    "ами",
    "ах",
    "ов",
    "ение",
    "ация",
    "ист",
    "ский",
    "ция",
]
LENGTHS: Final = {"title": 5, "summary": 10, "body": 30}


def fill() -> None:
    """Put SIZE items into the cluster in force: a third requests, the others offers, one in eight of them hidden."""
    from clusterkit.directory.models import Capability, Organisation
    from clusterkit.ideas.models import Item, SearchWord
    from clusterkit.tenancy.context import tenant_connection

    draw = random.Random(7)
    words = vocabulary()
    chances = [1 / rank for rank in range(1, len(words) + 1)]
    heights = list(accumulate(chances))
    organisations = [
        Organisation(
            slug=f"crowd-{number}",
            name={"ru": f"О {number}"},
            short_name={"ru": f"О {number}"},
            sort_key=str(number),
            is_published=True,
        )
        for number in range(ORGANISATIONS)
    ]
    Organisation.objects.bulk_create(organisations)
    texts = [" ".join(draw.choices(words, cum_weights=heights, k=12)) for _number in range(5 * ORGANISATIONS)]
    Capability.objects.bulk_create(
        Capability(organisation=organisations[number % ORGANISATIONS], title=text[:60], text=text)
        for number, text in enumerate(texts)
    )
    with tenant_connection().cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE pool (number int PRIMARY KEY, title text, summary text, body text, tags text[])"
        )
        with cursor.copy("COPY pool (number, title, summary, body, tags) FROM STDIN") as copy:
            for number in range(POOL):
                parts = [" ".join(draw.choices(words, cum_weights=heights, k=length)) for length in LENGTHS.values()]
                copy.write_row((number, *parts, draw.choices(words[200:2000], k=2)))
        table = Item._meta.db_table
        kept = _drop_indexes(cursor, table)
        _insert(cursor, min(row.pk for row in organisations))
        for definition in kept:
            cursor.execute(definition)
        cursor.execute("DROP TABLE pool")
    length, whole = sum(LENGTHS.values()), sum(chances)
    SearchWord.objects.bulk_create(
        [SearchWord(word="", items=SIZE, texts=SIZE)]
        + [
            SearchWord(word=word, items=number, texts=number)
            for word, number in _expected(words, chances, whole, length)
        ],
        batch_size=5000,
    )
    with tenant_connection().cursor() as cursor:
        cursor.execute("ANALYZE")


def _expected(words: list[str], chances: list[float], whole: float, length: int) -> list[tuple[str, int]]:
    """How many items have each word: counting a million texts would take longer than to know it."""
    return [
        (word, max(1, math.ceil(SIZE * (1 - (1 - chance / whole) ** length))))
        for word, chance in zip(words, chances, strict=True)
    ]


def vocabulary() -> list[str]:
    """Some nine thousand invented words with real endings, in an order that is no order of letters."""
    words = [first + second + end for first in _FIRST for second in _SECOND for end in _END]
    random.Random(3).shuffle(words)
    return words


def _drop_indexes(cursor: Any, table: str) -> list[str]:
    """Drop the text indexes for the time of the filling. Returns the statements that make them again."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = %s "
        "AND indexdef LIKE '%%USING gin%%'",
        [table],
    )
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [definition for _name, definition in found]


_DRAWN: Final = {
    "kind": "CASE WHEN drawn.number %% 3 = 0 THEN 'request' ELSE 'offer' END",
    "title": "titles.title",
    "summary": "summaries.summary",
    "body": "bodies.body",
    "tags": "titles.tags",
    "organisation_id": "{first} + drawn.number %% {organisations}",
    "mode": "CASE WHEN drawn.number %% 10 = 0 THEN 'members' ELSE 'open' END",
    "state": "CASE WHEN drawn.number %% 8 = 0 THEN 'hidden' ELSE 'published' END",
    "published_at": "now() - drawn.number * interval '1 second'",
}
"""What differs from item to item. Everything else is as in the first one, which the model makes."""
_INSERT: Final = """
    INSERT INTO {table} ({columns})
    SELECT {values}
      FROM {table} AS pattern,
           (SELECT number, (number * 7919 %% {pool})::int AS a, (number * 104729 %% {pool})::int AS b,
                   (number * 1299709 %% {pool})::int AS c
              FROM generate_series(1, {size}::bigint) AS number) AS drawn
      JOIN pool AS titles ON titles.number = a
      JOIN pool AS summaries ON summaries.number = b
      JOIN pool AS bodies ON bodies.number = c
     WHERE pattern.id = %s
"""


def _insert(cursor: Any, first: int) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from clusterkit.ideas.models import Item

    pattern = Item.objects.create(
        kind="request",
        title="x",
        organisation_id=first,
        valid_until=timezone.localdate() + timedelta(days=60),
        language="ru",
    )
    names = [str(field.column) for field in Item._meta.concrete_fields if not field.generated and not field.primary_key]
    values = [_DRAWN.get(name, f"pattern.{name}") for name in names]
    statement = _INSERT.replace("{values}", ", ".join(values)).format(
        table=Item._meta.db_table,
        columns=", ".join(names),
        pool=POOL,
        size=SIZE,
        first=first,
        organisations=ORGANISATIONS,
    )
    cursor.execute(statement, [pattern.pk])
    pattern.delete()

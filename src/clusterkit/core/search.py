"""Full-text search without extensions: Russian word forms first, any language by prefix.

PostgreSQL knows Russian but neither Belarusian nor Polish, so each document is indexed twice: with the
``russian`` configuration (word forms) and with ``simple`` (the words as they are, found by prefix).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.search import CombinedSearchQuery, SearchQuery, SearchVector, SearchVectorField
from django.db import connection, models
from django.db.models import F, Func, Value
from django.db.models.expressions import CombinedExpression, Expression

_WORD = re.compile(r"[\w-]+", re.UNICODE)
_PART = re.compile(r"\w+", re.UNICODE)
MAX_WORDS = 12


class _Regconfig(Func):
    template = "%(expressions)s::regconfig"


class _Weighted(Func):
    function = "setweight"
    output_field = SearchVectorField()


def search_vector(
    *,
    heading: str,
    lead: tuple[str, ...] = (),
    body: tuple[str, ...] = (),
    labels: tuple[str, ...] = (),
    translated: tuple[str, ...] = (),
) -> Expression:
    """The expression of a ``GeneratedField``: *heading* weighs more than the fields in *lead*, those more than *body*.

    Fields named in *translated* are JSON of texts by language, those in *labels* arrays whose values are found as a whole or by
    their beginning. Use it as
    ``GeneratedField(expression=search_vector(heading="title", body=("text",)), output_field=SearchVectorField(), db_persist=True)``.
    """
    parts: list[Any] = []
    weights = [(heading, "A"), *((item, "B") for item in lead), *((item, "C") for item in body)]
    for config in ("russian", "simple"):
        for name, weight in weights:
            if name in translated:
                vector: Any = _to_vector(name, config)
                parts.append(_Weighted(vector, Value(weight)))
            else:
                parts.append(SearchVector(name, weight=weight, config=config))
    parts.extend(Func(F(name), function="array_to_tsvector", output_field=SearchVectorField()) for name in labels)
    combined = parts[0]
    for part in parts[1:]:
        combined = CombinedExpression(combined, "||", part, output_field=SearchVectorField())
    return combined  # type: ignore[no-any-return]


def _to_vector(name: str, config: str) -> Func:
    return Func(_Regconfig(Value(config)), F(name), function="to_tsvector", output_field=SearchVectorField())


def search_field(**kwargs: Any) -> models.GeneratedField:
    """A stored search column made by :func:`search_vector` from the same arguments."""
    return models.GeneratedField(
        expression=search_vector(**kwargs), output_field=SearchVectorField(), db_persist=True, editable=False
    )


class _Stem(Func):
    template = "(tsvector_to_array(to_tsvector('russian'::regconfig, (%(expressions)s)::text)))[1]"
    output_field = models.CharField(max_length=60)


def stem_field(source: str) -> models.GeneratedField:
    """A stored column with what the configuration ``russian`` makes of the one word in *source* (English words too); null for
    words that it leaves out."""
    return models.GeneratedField(
        expression=_Stem(F(source)),
        output_field=models.CharField(max_length=60, null=True),
        db_persist=True,
        editable=False,
    )


def stems(words: Iterable[str]) -> dict[str, str]:
    """What the configuration ``russian`` makes of each word, without the words that it leaves out. One query, none for no words."""
    asked = sorted(set(words))
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, (tsvector_to_array(to_tsvector('russian', word)))[1] FROM unnest(%s::text[]) AS word", [asked]
        )
        return {word: stem for word, stem in cursor.fetchall() if stem}


def words_of(text: str) -> list[str]:
    """The words of *text* in lower case, in order, a compound with a hyphen as its parts."""
    return _PART.findall(text.lower())


def search_query(text: str) -> SearchQuery | CombinedSearchQuery | None:
    """What a person typed, as a query: all words, each in any Russian form or as the beginning of a word.

    Returns None when nothing searchable was typed. Words past the twelfth are ignored.
    """
    words = [word.strip("-") for word in _WORD.findall(text.lower())]
    words = [word for word in words if word][:MAX_WORDS]
    if not words:
        return None
    forms = SearchQuery(" ".join(words), config="russian", search_type="plain")
    prefix = " & ".join(f"'{word}':*" for word in words)
    return forms | SearchQuery(prefix, config="simple", search_type="raw")

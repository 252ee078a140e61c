"""Full-text search without extensions: Russian word forms first, any language by prefix.

PostgreSQL knows Russian but neither Belarusian nor Polish, so each document is indexed twice: with the
``russian`` configuration (word forms) and with ``simple`` (the words as they are, found by prefix).
"""

from __future__ import annotations

import re
from typing import Any

from django.contrib.postgres.search import CombinedSearchQuery, SearchQuery, SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.expressions import CombinedExpression, Expression

_WORD = re.compile(r"[\w-]+", re.UNICODE)
MAX_WORDS = 12


class _Regconfig(Func):
    template = "%(expressions)s::regconfig"


class _Weighted(Func):
    function = "setweight"
    output_field = SearchVectorField()


def search_vector(*, heading: str, body: tuple[str, ...] = (), translated: tuple[str, ...] = ()) -> Expression:
    """The expression of a ``GeneratedField``: *heading* weighs more than the fields in *body*.

    Fields named in *translated* are JSON of texts by language. Use it as
    ``GeneratedField(expression=search_vector(heading="title", body=("text",)), output_field=SearchVectorField(), db_persist=True)``.
    """
    parts: list[Any] = []
    for config in ("russian", "simple"):
        for name, weight in [(heading, "A"), *((item, "C") for item in body)]:
            if name in translated:
                vector: Any = _to_vector(name, config)
                parts.append(_Weighted(vector, Value(weight)))
            else:
                parts.append(SearchVector(name, weight=weight, config=config))
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

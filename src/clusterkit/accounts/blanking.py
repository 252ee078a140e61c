"""Taking a person's name out of rows: for the receivers of ``person_erased``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q, QuerySet, TextField
from django.db.models.functions import Cast

from clusterkit.accounts.hooks import ErasedPerson


def blank_names(payload: ErasedPerson, model: type[Model], **names: str) -> int:
    """Put the label into frozen names: ``blank_names(payload, Message, author="author_name")``. Returns how many rows."""
    rows = model._default_manager
    return sum(
        rows.filter(**{person: payload.user_id}).update(**{name: payload.label}) for person, name in names.items()
    )


def blank_json(payload: ErasedPerson, rows: QuerySet[Any], field: str) -> int:
    """Put the label in the place of the person's name and addresses wherever they stand in JSON. Returns how many rows.

    A name stands for itself only, never as a part of a longer word. In a row that names him his details go too.
    """
    words = [word for word in (*payload.addresses, payload.name) if word]
    if not words:
        return 0
    wanted = Q()
    for word in words:
        wanted |= Q(_as_text__icontains=_in_json(word))
    found = rows.annotate(_as_text=Cast(field, TextField())).filter(wanted)
    pattern = pattern_of(words)
    changed = 0
    for row in found.iterator(chunk_size=200):
        value = getattr(row, field)
        blanked = _blanked(value, pattern, payload)
        if blanked != value:
            rows.model._default_manager.filter(pk=row.pk).update(**{field: blanked})
            changed += 1
    return changed


def pattern_of(words: Iterable[str]) -> re.Pattern[str]:
    """Finds any of *words* that stands by itself, whatever its case."""
    longest_first = sorted(set(words), key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in longest_first), re.IGNORECASE)


def _in_json(word: str) -> str:
    return word.replace("\\", "\\\\").replace('"', '\\"')


def _blanked(value: Any, pattern: re.Pattern[str], payload: ErasedPerson) -> Any:
    if isinstance(value, str):
        return "" if value in payload.details else pattern.sub(lambda _match: payload.label, value)
    if isinstance(value, dict):
        return {key: _blanked(inner, pattern, payload) for key, inner in value.items()}
    if isinstance(value, list):
        return [_blanked(inner, pattern, payload) for inner in value]
    return value

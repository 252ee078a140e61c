"""Making sections of a person's archive from query sets: for the receivers of ``personal_data``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.text import capfirst

from clusterkit.accounts.hooks import PersonalFile, Section


def section(
    name: str, title: str | Promise, rows: QuerySet[Any], *fields: str, files: Iterable[PersonalFile] = ()
) -> Section:
    """The *fields* of *rows* as a section. A field may follow relations: ``"item__title"``.

    What a field holds is said by its ``verbose_name``; rows are read in portions, however many there are.
    """
    labels = {field: capfirst(str(_label(rows.model, field))) for field in fields}
    return Section(name, title, _read(rows, fields), labels, files)


def _read(rows: QuerySet[Any], fields: tuple[str, ...]) -> Iterator[Mapping[str, Any]]:
    yield from rows.values(*fields).iterator(chunk_size=500)


def _label(model: Any, path: str) -> str | Promise:
    first, _separator, rest = path.partition("__")
    field = model._meta.get_field(first)
    if rest:
        return f"{field.verbose_name}: {_label(field.related_model, rest)}"
    return field.verbose_name  # type: ignore[no-any-return]

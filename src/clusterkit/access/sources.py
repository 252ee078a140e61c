"""Where standing comes from: each room below or above gives one query, and one UNION asks them all.

A source is a function of the user's id and a day that returns a ``values_list`` query set made by
:func:`standing`; it does not choose by them in Python, for its SQL is kept
(:class:`~clusterkit.core.written_once.WrittenOnce`). ``access`` gives rules and grants, ``directory`` affiliations, ``membership``
memberships and open applications.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db.models import BigIntegerField, CharField, QuerySet, Value
from django.db.models.functions import Cast

from clusterkit.core.written_once import A_DAY, A_KEY, WrittenOnce

Source = Callable[[int, date], QuerySet[Any]]

RULE = "rule"
GRANT = "grant"
AFFILIATION = "affiliation"
MEMBERSHIP = "membership"
PENDING = "pending"
POST = "post"


@dataclass(frozen=True)
class Row:
    """One line of the union: what kind it is, a code, an organisation's id or None, a value."""

    kind: str
    code: str
    ref: int | None
    value: str


sources: list[Source] = []


def register_source(source: Source) -> Source:
    """Add a source (usable as a decorator)."""
    if source not in sources:
        sources.append(source)
    return source


def standing(queryset: QuerySet[Any], *, kind: str, code: Any, ref: Any = None, value: Any = "") -> QuerySet[Any]:
    """Bring *queryset* into the form of the union. ``code``, ``ref`` and ``value`` are field names or expressions.

    *kind* is one of the constants of this module; ``code`` is a tier ("grant", "membership") or a role
    ("affiliation"), ``ref`` the organisation; for an affiliation ``value`` is when it was last chosen to act for. For "pending" ``code`` is a sort of thing that the person has begun and
    not ended, such as "membership.application", and ``ref`` its primary key. For "post" ``code`` is a sort of office that the
    person holds, such as "membership.seat", and ``ref`` which one.
    """

    def text(item: Any) -> Any:
        return Cast(item if item != "" else Value(""), CharField())

    rows: QuerySet[Any] = (
        queryset.order_by()
        .annotate(
            standing_kind=Value(kind, CharField()),
            standing_code=text(code),
            standing_ref=Cast(ref if ref is not None else Value(None), BigIntegerField()),
            standing_value=text(value),
        )
        .values_list("standing_kind", "standing_code", "standing_ref", "standing_value")
    )
    return rows


def read_rows(first: Callable[[], QuerySet[Any]], user_id: int | None, day: date) -> list[Row]:
    """All rows of *first* and of every source, in one query. For a guest only *first* is asked."""
    asked = tuple(sources) if user_id is not None else ()
    key = (first, asked)
    if key not in _unions:
        # Composing it anew costs every request several milliseconds.
        _unions[key] = WrittenOnce(partial(_union, first, asked), A_KEY, A_DAY)
    return [Row(*row) for row in _unions[key].rows(user_id, day)]


_unions: dict[tuple[Any, tuple[Source, ...]], WrittenOnce] = {}


def _union(
    first: Callable[[], QuerySet[Any]], asked: tuple[Source, ...], user_id: int | None, day: date
) -> QuerySet[Any]:
    others = [source(user_id, day) for source in asked] if user_id is not None else []
    return first().union(*others, all=True).order_by() if others else first()

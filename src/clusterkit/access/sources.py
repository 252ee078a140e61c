"""Where standing comes from: each room below or above gives one query, and one UNION asks them all.

A source is a function of the user's id and a day that returns a ``values_list`` query set made by
:func:`standing`. ``access`` gives rules and grants, ``directory`` affiliations, ``membership`` memberships and open applications.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, CharField, QuerySet, Value
from django.db.models.functions import Cast

Source = Callable[[int, date], QuerySet[Any]]

RULE = "rule"
GRANT = "grant"
AFFILIATION = "affiliation"
MEMBERSHIP = "membership"
PENDING = "pending"


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
    ("affiliation"), ``ref`` the organisation. For "pending" ``code`` is a sort of thing that the person has begun and
    not ended, such as "membership.application", and ``ref`` its primary key.
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


def read_rows(first: QuerySet[Any], user_id: int | None, day: date) -> list[Row]:
    """All rows of *first* and of every source, in one query. For a guest only *first* is asked."""
    others = [source(user_id, day) for source in sources] if user_id is not None else []
    union = first.union(*others, all=True).order_by() if others else first
    return [Row(*row) for row in union]

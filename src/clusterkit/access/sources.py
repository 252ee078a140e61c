"""Where standing comes from: each room below or above gives one query, and one UNION asks them all.

A source is a function of the user's id and a day that returns a ``values_list`` query set made by
:func:`standing`. ``access`` gives rules and grants, ``directory`` affiliations, ``membership`` memberships and open applications.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import connection
from django.db.models import BigIntegerField, CharField, QuerySet, Value
from django.db.models.functions import Cast

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
    if key not in _statements:
        _statements[key] = _statement(first, asked)
    statement = _statements[key]
    if statement is None:
        return [Row(*row) for row in _union(first, asked, user_id, day)]
    values = {_USERS[0]: user_id, _DAYS[0]: day}
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, [values.get(item, item) for item in statement.parameters])
        return [Row(*row) for row in cursor.fetchall()]


@dataclass(frozen=True)
class _Statement:
    """The union as SQL; the stand-ins for user and day stand among its parameters."""

    sql: str
    parameters: tuple[Any, ...]


_USERS = (-1_000_000_007, -1_000_000_009)
_DAYS = (date(1901, 2, 3), date(1904, 5, 6))
_statements: dict[tuple[Any, tuple[Source, ...]], _Statement | None] = {}


def _statement(first: Callable[[], QuerySet[Any]], asked: tuple[Source, ...]) -> _Statement | None:
    """Write the union down once: composing it anew costs every request several milliseconds.

    It is written with two pairs of stand-ins. Where more than those differ, a source computes with its arguments,
    and the union has to be composed each time: then None.
    """
    try:
        (sql, one), (other_sql, other) = (
            _union(first, asked, user, day).query.sql_with_params() for user, day in zip(_USERS, _DAYS, strict=True)
        )
    except (EmptyResultSet, TypeError, ValueError, ValidationError):
        # No rows, or keys of users that are no numbers.
        return None
    stand_ins = dict(zip((*_USERS[:1], *_DAYS[:1]), (*_USERS[1:], *_DAYS[1:]), strict=True))
    if sql != other_sql or tuple(stand_ins.get(item, item) for item in one) != tuple(other):
        return None
    return _Statement(sql, tuple(one))


def _union(
    first: Callable[[], QuerySet[Any]], asked: tuple[Source, ...], user_id: int | None, day: date
) -> QuerySet[Any]:
    others = [source(user_id, day) for source in asked] if user_id is not None else []
    return first().union(*others, all=True).order_by() if others else first()

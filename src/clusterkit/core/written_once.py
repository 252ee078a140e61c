"""Query sets that are composed once and asked often.

To compose a query set and its SQL takes Django longer than PostgreSQL takes to answer. Where everybody passes (each request,
everybody who registers under one lock) the SQL is kept, and only its arguments are put in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, Final

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import connection
from django.db.models import QuerySet

A_KEY: Final = (-1_000_000_007, -1_000_000_009)
ANOTHER_KEY: Final = (-1_000_000_011, -1_000_000_013)
A_DAY: Final = (date(1901, 2, 3), date(1904, 5, 6))
A_MOMENT: Final = (datetime(1901, 2, 3, tzinfo=UTC), datetime(1904, 5, 6, tzinfo=UTC))
"""Stand-ins that no query has of itself."""


@dataclass(frozen=True)
class _Statement:
    """SQL with its parameters; ``places`` says which of them are arguments: position, number of the argument."""

    sql: str
    parameters: tuple[Any, ...]
    places: tuple[tuple[int, int], ...]

    def filled(self, arguments: Sequence[Any]) -> list[Any]:
        """The parameters with *arguments* at their places."""
        filled = list(self.parameters)
        for position, number in self.places:
            filled[position] = arguments[number]
        return filled


class WrittenOnce:
    """A query set that *compose* makes of its arguments; its SQL is written down when it is asked the first time.

    It is written with two values for each argument (*stand_ins*, no value that the query has of itself). Where the two texts
    differ in anything else, *compose* computes with its arguments: then the query set is composed anew each time.
    That cannot be seen where it chooses between queries by an argument, and takes the same one for both stand-ins: it must not.

    The rows are those of a ``values_list`` of columns that need no conversion: numbers, texts, moments. They are read where the
    connection stands, so whoever asks has looked that his arguments are of this cluster.
    """

    def __init__(self, compose: Callable[..., QuerySet[Any]], *stand_ins: tuple[Any, Any]) -> None:
        self.compose = compose
        self.stand_ins = stand_ins

    @property
    def is_written(self) -> bool:
        """Whether the SQL is kept; else the query set is composed each time."""
        return self._written is not None

    def rows(self, *arguments: Any) -> list[tuple[Any, ...]]:
        """What there is for *arguments*: one statement."""
        if self._written is None:
            return list(self.compose(*arguments))
        with connection.cursor() as cursor:
            cursor.execute(self._written.sql, self._written.filled(arguments))
            return list(cursor.fetchall())

    @cached_property
    def _written(self) -> _Statement | None:
        try:
            (sql, one), (other_sql, other) = (
                self.compose(*(pair[which] for pair in self.stand_ins)).query.sql_with_params() for which in (0, 1)
            )
        except (EmptyResultSet, TypeError, ValueError, ValidationError):
            return None  # no rows whatever is asked, or stand-ins of another kind than the keys of this project
        if sql != other_sql or len(one) != len(other):
            return None
        places = []
        for position, pair in enumerate(zip(one, other, strict=True)):
            if pair[0] == pair[1]:
                continue
            if pair not in self.stand_ins:
                return None
            places.append((position, self.stand_ins.index(pair)))
        return _Statement(sql, tuple(one), tuple(places))

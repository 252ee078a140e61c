"""Text queries of PostgreSQL as the exchange's search puts them together."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import (
    CombinedSearchQuery,
    SearchQuery,
    SearchQueryCombinable,
    SearchQueryField,
)
from django.db import connection
from django.db.models import BooleanField, F, Func, QuerySet, Value

from clusterkit.ideas.models import Item

Query = SearchQuery | CombinedSearchQuery


class LabelQuery(SearchQueryCombinable, Func):  # type: ignore[misc]  # two bases of Django that its stubs do not join
    """A tag, found as a whole."""

    template = "(%(expressions)s)::tsquery"
    output_field = SearchQueryField()

    def __init__(self, label: str) -> None:
        super().__init__(Value(_lexeme(label)))


class ReadyQuery(SearchQuery):
    """A query in its SQL. A statement of a search names it four times: it is compiled once, not each time."""

    def __init__(self, sql: str, params: tuple[Any, ...], sort: type = list) -> None:
        Func.__init__(self)
        self.sql, self.params, self.sort = sql, params, sort

    @classmethod
    def of(cls, query: Query) -> ReadyQuery:
        """*query*, which names no column, compiled."""
        statement = Item.objects.all().query
        sql, params = statement.get_compiler(connection=connection).compile(query.resolve_expression(statement))
        return cls(sql, tuple(params), type(params))

    def as_sql(self, *args: Any, **kwargs: Any) -> tuple[str, Any]:
        """What was compiled; the parameters as this version of Django joins them, as a list or a tuple."""
        return self.sql, self.sort(self.params)


class Among(Func):
    """Whether the key is among those of a query that is run once, before: PostgreSQL cannot choose to walk the list instead."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY ("
    output_field = BooleanField()

    def __init__(self, rows: QuerySet[Item]) -> None:
        super().__init__(F("pk"), ArraySubquery(rows.values("pk")))


def simple_query(word: str, *, beginning: bool = False) -> SearchQuery:
    """The word as it is written, or whatever begins with it."""
    return SearchQuery(f"{_lexeme(word)}{':*' if beginning else ''}", config="simple", search_type="raw")


def _lexeme(word: str) -> str:
    return "'" + word.replace("\\", "").replace("'", "''") + "'"

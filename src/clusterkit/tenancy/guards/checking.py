"""The comparison that every guard makes: the schema something belongs to, and the one in force."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from typing import Any, cast

from django.db import models
from django.db.models.query import RawQuerySet

from clusterkit.tenancy.context import current_schema
from clusterkit.tenancy.exceptions import CrossTenantError


def check_same_schema(what: str, schema: str | None) -> None:
    """Raise ``CrossTenantError`` when *schema* is another than the one in force."""
    here = current_schema()
    if schema not in (None, here):
        raise CrossTenantError(f"{what} belongs to the schema {schema!r}, the connection stands in {here!r}")


def check_same_schema_of(value: Any) -> None:
    """As :func:`check_same_schema` for what a query is given: an object, a query set, or several of them in a list.

    Values that belong to no schema (numbers, texts, models of other packages) pass.
    """
    if isinstance(value, models.Model):
        check_same_schema(f"This {type(value).__name__}", getattr(value._state, "schema", None))
    elif isinstance(value, models.QuerySet | RawQuerySet):
        name = value.model.__name__ if value.model is not None else "?"
        check_same_schema(f"This query set of {name}", getattr(value, "_schema", None))
    elif isinstance(value, models.Q):
        for child in value.children:
            check_same_schema_of(child[1] if isinstance(child, tuple) else child)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            check_same_schema_of(item)


def check_with_relations(instance: models.Model) -> None:
    """The object itself and the objects assigned to its relations: a foreign key keeps nothing but their number."""
    check_same_schema_of(instance)
    for related in instance._state.fields_cache.values():
        check_same_schema_of(related)


def in_one_schema(rows: Iterator[Any], what: str, schema: str | None) -> Iterator[Any]:
    """Ask before each row: the cursor goes on in its own schema, and the next object would be stamped with another."""
    schema = schema or current_schema()
    # Django's iterators are generators, and each closes its cursor.
    with closing(cast("Generator[Any]", rows)):
        while True:
            check_same_schema(what, schema)
            try:
                row = next(rows)
            except StopIteration:
                return
            yield row

"""Query sets that remember the schema they were made in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.db.models import sql
from django.db.models.query import RawQuerySet

from clusterkit.tenancy.backend.base import NOWHERE
from clusterkit.tenancy.context import current_schema
from clusterkit.tenancy.exceptions import CrossTenantError
from clusterkit.tenancy.guards import checking

if TYPE_CHECKING:
    RawRows = RawQuerySet[Any]
else:  # Django's raw query sets take no type argument when the code runs
    RawRows = RawQuerySet

M = TypeVar("M", bound=models.Model)


class ClusterRawQuerySet(RawRows):
    """The rows of a statement written by hand, as much bound to a schema as those of a query set."""

    def __init__(self, *args: Any, schema: str | None = None, **kwargs: Any) -> None:
        here = current_schema()
        self._schema = schema or (None if here == NOWHERE else here)
        super().__init__(*args, **kwargs)

    def _clone(self) -> ClusterRawQuerySet:
        clone: ClusterRawQuerySet = super()._clone()  # type: ignore[misc]
        clone._schema = self._schema or clone._schema
        return clone

    @property
    def db(self) -> str:
        """The alias to use; the schema is compared as in :attr:`ClusterQuerySet.db`."""
        checking.check_same_schema(f"This raw query set of {self._model_name}", self._schema)
        return super().db

    @property
    def _model_name(self) -> str:
        return str(self.model.__name__)  # type: ignore[union-attr]

    @property
    def columns(self) -> list[str]:
        """The names of the columns. Django runs the statement for them, without asking for the alias."""
        checking.check_same_schema(f"This raw query set of {self._model_name}", self._schema)
        return super().columns

    def iterator(self) -> Iterator[Any]:
        """As Django's. Raises ``CrossTenantError`` where it is begun or continued in another schema."""
        return checking.in_one_schema(super().iterator(), f"This raw query set of {self._model_name}", self._schema)

    def using(self, alias: str | None) -> ClusterRawQuerySet:
        """As Django's, and bound as before."""
        other = self._clone()
        other._db = alias  # type: ignore[attr-defined]
        other.query = self.query.chain(using=alias)  # type: ignore[arg-type]
        other._prefetch_related_lookups = ()  # type: ignore[attr-defined]
        return other


class ClusterQuery(sql.Query):
    """What ``Subquery`` and ``Exists`` keep of a query set. Compiled only in the schema the query set was made in."""

    schema: str | None = None

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """As Django's, which compiles inner queries with it. Raises ``CrossTenantError`` in another schema."""
        name = self.model.__name__ if self.model is not None else "?"
        checking.check_same_schema(f"This inner query of {name}", self.schema)
        return super().as_sql(compiler, connection)


class ClusterQuerySet(models.QuerySet[M]):
    """A query set that is evaluated only in the schema it was made in.

    One made nowhere (at import time, in a form class) is bound by its first evaluation's copy.
    """

    def __init__(self, model: type[M] | None = None, query: sql.Query | None = None, *args: Any, **kwargs: Any) -> None:
        here = current_schema()
        self._schema: str | None = None if here == NOWHERE else here
        if query is None and model is not None:
            query = ClusterQuery(model)
            query.schema = self._schema
        super().__init__(model, query, *args, **kwargs)

    def _clone(self) -> ClusterQuerySet[M]:
        clone: ClusterQuerySet[M] = super()._clone()  # type: ignore[misc]
        if self._schema is not None:
            clone._schema = self._schema
        return clone

    @property
    def db(self) -> str:
        """The alias to use. Every access to the database asks for it, so this is where the schema is compared."""
        checking.check_same_schema(f"This query set of {self.model.__name__}", self._schema)
        # Following a relation: the query is made here and now, for an object that may be of another schema.
        checking.check_same_schema_of(self._hints.get("instance"))  # type: ignore[attr-defined]
        return super().db

    def _filter_or_exclude(self, negate: bool, args: Any, kwargs: Any) -> ClusterQuerySet[M]:
        for value in (*args, *kwargs.values()):
            checking.check_same_schema_of(value)
        filtered: ClusterQuerySet[M] = super()._filter_or_exclude(negate, args, kwargs)  # type: ignore[misc]
        return filtered

    def _combinator_query(self, combinator: str, *other_qs: Any, **kwargs: Any) -> ClusterQuerySet[M]:
        # union, intersection, difference: only the first of them is ever asked for its alias.
        for other in other_qs:
            checking.check_same_schema_of(other)
        combined: ClusterQuerySet[M] = super()._combinator_query(combinator, *other_qs, **kwargs)  # type: ignore[misc]
        return combined

    def _merge_sanity_check(self, other: Any) -> None:
        # The operators &, | and ^.
        checking.check_same_schema_of(other)
        super()._merge_sanity_check(other)  # type: ignore[misc]

    def _iterator(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        rows = super()._iterator(*args, **kwargs)  # type: ignore[misc]
        return checking.in_one_schema(rows, f"This query set of {self.model.__name__}", self._schema)

    async def aiterator(self, chunk_size: int = 2000) -> AsyncIterator[Any]:
        """As Django's. Raises ``CrossTenantError`` for objects that came in while the connection stood elsewhere."""
        schema = self._schema
        async for row in super().aiterator(chunk_size):
            if isinstance(row, models.Model):
                found = getattr(row._state, "schema", None)
                schema = schema or found
                if found != schema:
                    raise CrossTenantError(f"This {type(row).__name__} belongs to {schema!r} and was read in {found!r}")
            yield row

    def raw(
        self, raw_query: Any, params: Any = (), translations: dict[str, str] | None = None, using: str | None = None
    ) -> ClusterRawQuerySet:
        """As Django's, bound to the schema of this query set."""
        here = self.db
        rows: ClusterRawQuerySet = ClusterRawQuerySet(
            raw_query,
            model=self.model,
            params=params,
            translations=translations,
            using=using or here,
            schema=self._schema,
        )
        rows._prefetch_related_lookups = self._prefetch_related_lookups[:]  # type: ignore[attr-defined]
        return rows

    def contains(self, obj: models.Model) -> bool:
        """As Django's. Raises ``CrossTenantError`` for an object of another schema: rows are compared by number."""
        checking.check_same_schema_of(obj)
        return super().contains(obj)

    def update(self, **kwargs: Any) -> int:
        """As Django's. Raises ``CrossTenantError`` for values of another schema."""
        for value in kwargs.values():
            checking.check_same_schema_of(value)
        return super().update(**kwargs)

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        """As Django's. Raises ``CrossTenantError`` for objects of another schema."""
        objects = list(objs)
        for each in objects:
            checking.check_with_relations(each)
        return super().bulk_create(objects, *args, **kwargs)

    def bulk_update(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> int:
        """As Django's. Raises ``CrossTenantError`` for objects of another schema."""
        objects = list(objs)
        for each in objects:
            checking.check_with_relations(each)
        return super().bulk_update(objects, *args, **kwargs)

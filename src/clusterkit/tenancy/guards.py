"""Models and query sets that remember their schema.

An instance loaded in one cluster and saved in another would overwrite the row with the same primary key
there; a query set built in one and evaluated in another would read the other's rows. Both raise
``CrossTenantError`` here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.db import models
from django.db.models.query import RawQuerySet

from clusterkit.tenancy.backend.base import NOWHERE
from clusterkit.tenancy.context import current_schema
from clusterkit.tenancy.exceptions import CrossTenantError

if TYPE_CHECKING:
    RawRows = RawQuerySet[Any]
else:  # Django's raw query sets take no type argument when the code runs
    RawRows = RawQuerySet

M = TypeVar("M", bound=models.Model)


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
    elif isinstance(value, ClusterQuerySet | ClusterRawQuerySet):
        name = value.model.__name__ if value.model is not None else "?"
        check_same_schema(f"This query set of {name}", value._schema)
    elif isinstance(value, models.Q):
        for child in value.children:
            check_same_schema_of(child[1] if isinstance(child, tuple) else child)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            check_same_schema_of(item)


def _in_one_schema(rows: Iterator[Any], what: str, schema: str | None) -> Iterator[Any]:
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
        check_same_schema(f"This raw query set of {self._model_name}", self._schema)
        return super().db

    @property
    def _model_name(self) -> str:
        return str(self.model.__name__)  # type: ignore[union-attr]

    @property
    def columns(self) -> list[str]:
        """The names of the columns. Django runs the statement for them, without asking for the alias."""
        check_same_schema(f"This raw query set of {self._model_name}", self._schema)
        return super().columns

    def iterator(self) -> Iterator[Any]:
        """As Django's. Raises ``CrossTenantError`` where it is begun or continued in another schema."""
        return _in_one_schema(super().iterator(), f"This raw query set of {self._model_name}", self._schema)

    def using(self, alias: str | None) -> ClusterRawQuerySet:
        """As Django's, and bound as before."""
        other = self._clone()
        other._db = alias  # type: ignore[attr-defined]
        other.query = self.query.chain(using=alias)  # type: ignore[arg-type]
        other._prefetch_related_lookups = ()  # type: ignore[attr-defined]
        return other


class ClusterQuerySet(models.QuerySet[M]):
    """A query set that is evaluated only in the schema it was made in.

    One made nowhere (at import time, in a form class) is bound by its first evaluation's copy.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schema = current_schema()
        self._schema: str | None = None if schema == NOWHERE else schema

    def _clone(self) -> ClusterQuerySet[M]:
        clone: ClusterQuerySet[M] = super()._clone()  # type: ignore[misc]
        if self._schema is not None:
            clone._schema = self._schema
        return clone

    @property
    def db(self) -> str:
        """The alias to use. Every access to the database asks for it, so this is where the schema is compared."""
        check_same_schema(f"This query set of {self.model.__name__}", self._schema)
        # Following a relation: the query is made here and now, for an object that may be of another schema.
        check_same_schema_of(self._hints.get("instance"))  # type: ignore[attr-defined]
        return super().db

    def _filter_or_exclude(self, negate: bool, args: Any, kwargs: Any) -> ClusterQuerySet[M]:
        for value in (*args, *kwargs.values()):
            check_same_schema_of(value)
        filtered: ClusterQuerySet[M] = super()._filter_or_exclude(negate, args, kwargs)  # type: ignore[misc]
        return filtered

    def _combinator_query(self, combinator: str, *other_qs: Any, **kwargs: Any) -> ClusterQuerySet[M]:
        # union, intersection, difference: only the first of them is ever asked for its alias.
        for other in other_qs:
            check_same_schema_of(other)
        combined: ClusterQuerySet[M] = super()._combinator_query(combinator, *other_qs, **kwargs)  # type: ignore[misc]
        return combined

    def _merge_sanity_check(self, other: Any) -> None:
        # The operators &, | and ^.
        check_same_schema_of(other)
        super()._merge_sanity_check(other)  # type: ignore[misc]

    def _iterator(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        rows = super()._iterator(*args, **kwargs)  # type: ignore[misc]
        return _in_one_schema(rows, f"This query set of {self.model.__name__}", self._schema)

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
        check_same_schema_of(obj)
        return super().contains(obj)

    def update(self, **kwargs: Any) -> int:
        """As Django's. Raises ``CrossTenantError`` for values of another schema."""
        for value in kwargs.values():
            check_same_schema_of(value)
        return super().update(**kwargs)

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        """As Django's. Raises ``CrossTenantError`` for objects of another schema."""
        objects = list(objs)
        for each in objects:
            _check_with_relations(each)
        return super().bulk_create(objects, *args, **kwargs)

    def bulk_update(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> int:
        """As Django's. Raises ``CrossTenantError`` for objects of another schema."""
        objects = list(objs)
        for each in objects:
            _check_with_relations(each)
        return super().bulk_update(objects, *args, **kwargs)


def _check_with_relations(instance: models.Model) -> None:
    """The object itself and the objects assigned to its relations: a foreign key keeps nothing but their number."""
    check_same_schema_of(instance)
    for related in instance._state.fields_cache.values():
        check_same_schema_of(related)


class ClusterManager(models.Manager[M]):
    """The default manager of models that live in a cluster."""

    # Not from_queryset: type checkers do not see through a manager made from a made one.
    _queryset_class = ClusterQuerySet
    use_in_migrations = False


class ClusterModel(models.Model):
    """Base of every model that lives in a cluster's schema."""

    objects = ClusterManager()
    # What follows relations and saves; ``objects`` of a subclass may leave rows out.
    cluster_rows = ClusterManager()

    class Meta:
        abstract = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schema = current_schema()
        self._state.schema = None if schema == NOWHERE else schema  # type: ignore[attr-defined]

    def _check_schema(self) -> None:
        """Also asked by ``core.transitions``, which knows nothing of schemas."""
        _check_with_relations(self)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save in the schema the object belongs to. Raises ``CrossTenantError`` elsewhere."""
        self._check_schema()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete in the schema the object belongs to. Raises ``CrossTenantError`` elsewhere."""
        self._check_schema()
        return super().delete(*args, **kwargs)

    def refresh_from_db(
        self, using: str | None = None, fields: Iterable[str] | None = None, from_queryset: Any = None
    ) -> None:
        """Read again from the schema the object belongs to. Raises ``CrossTenantError`` elsewhere."""
        self._check_schema()
        super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)


# Not in Meta: subclasses without a Meta of their own would inherit the option, and each would need a migration.
ClusterModel._meta.base_manager_name = "cluster_rows"


class StatefulModel(ClusterModel):
    """A model whose ``state`` is changed by ``core.transitions.apply`` only. Subclasses add ``state``."""

    version = models.PositiveIntegerField(default=1, editable=False)
    state_changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


__all__: Sequence[str] = ("ClusterManager", "ClusterModel", "ClusterQuerySet", "StatefulModel", "check_same_schema")

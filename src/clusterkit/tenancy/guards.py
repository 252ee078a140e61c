"""Models and query sets that remember their schema.

An instance loaded in one cluster and saved in another would overwrite the row with the same primary key
there; a query set built in one and evaluated in another would read the other's rows. Both raise
``CrossTenantError`` here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db import models

from clusterkit.tenancy.backend.base import NOWHERE
from clusterkit.tenancy.context import current_schema
from clusterkit.tenancy.exceptions import CrossTenantError

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
    elif isinstance(value, ClusterQuerySet):
        check_same_schema(f"This query set of {value.model.__name__}", value._schema)
    elif isinstance(value, models.Q):
        for child in value.children:
            check_same_schema_of(child[1] if isinstance(child, tuple) else child)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            check_same_schema_of(item)


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

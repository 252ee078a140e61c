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
        return super().db


class ClusterManager(models.Manager[M]):
    """The default manager of models that live in a cluster."""

    # Not from_queryset: type checkers do not see through a manager made from a made one.
    _queryset_class = ClusterQuerySet
    use_in_migrations = False


class ClusterModel(models.Model):
    """Base of every model that lives in a cluster's schema."""

    objects = ClusterManager()

    class Meta:
        abstract = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schema = current_schema()
        self._state.schema = None if schema == NOWHERE else schema  # type: ignore[attr-defined]

    def _check_schema(self) -> None:
        check_same_schema(f"This {type(self).__name__}", getattr(self._state, "schema", None))

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


class StatefulModel(ClusterModel):
    """A model whose ``state`` is changed by ``core.transitions.apply`` only. Subclasses add ``state``."""

    version = models.PositiveIntegerField(default=1, editable=False)
    state_changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


__all__: Sequence[str] = ("ClusterManager", "ClusterModel", "ClusterQuerySet", "StatefulModel", "check_same_schema")

"""Models that remember the schema they were read in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models

from clusterkit.tenancy.backend.base import NOWHERE
from clusterkit.tenancy.context import current_schema
from clusterkit.tenancy.guards import checking
from clusterkit.tenancy.guards.queries import ClusterQuerySet
from clusterkit.tenancy.guards.relations import GuardedRelations

M = TypeVar("M", bound=models.Model)


class ClusterManager(GuardedRelations, models.Manager[M]):
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
        checking.check_with_relations(self)

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

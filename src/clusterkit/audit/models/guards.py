"""Tables that only grow: every way to change or remove a row through the package raises."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NoReturn, TypeVar

from django.db import connections, models, router
from django.db.models.signals import pre_delete

from clusterkit.tenancy.guards import ClusterManager, ClusterModel, ClusterQuerySet

M = TypeVar("M", bound="AppendOnly")


class AppendOnlyError(Exception):
    """Somebody tried to change or delete a row of the audit log."""

    def __init__(self) -> None:
        super().__init__("Rows of the audit log are written once: they are neither changed nor deleted")


class AppendOnlyQuerySet(ClusterQuerySet[M]):
    """Reads and additions only."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Never. Raises ``AppendOnlyError``."""
        raise AppendOnlyError

    def delete(self) -> NoReturn:
        """Never. Raises ``AppendOnlyError``."""
        raise AppendOnlyError

    def bulk_update(self, objs: Iterable[M], fields: Iterable[str], batch_size: int | None = None) -> NoReturn:
        """Never. Raises ``AppendOnlyError``."""
        raise AppendOnlyError

    def raw(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Never: SQL of any kind can stand there. Raises ``AppendOnlyError``."""
        raise AppendOnlyError

    def _update(self, *args: Any, **kwargs: Any) -> NoReturn:
        # What saves of Django's own take, those of fixtures too.
        raise AppendOnlyError

    def _raw_delete(self, using: str | None) -> NoReturn:
        # What collected deletions take.
        raise AppendOnlyError

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        """Add rows; an existing one is not overwritten. Raises ``AppendOnlyError`` for ``update_conflicts``."""
        if kwargs.get("update_conflicts"):
            raise AppendOnlyError
        rows = list(objs)
        self.model.prepare(rows, self.db)
        return super().bulk_create(rows, *args, **kwargs)


class AppendOnly(ClusterModel):
    """A row that is written once."""

    objects = ClusterManager.from_queryset(AppendOnlyQuerySet)()  # type: ignore[misc]
    # Django's own saves and deletions go through this one.
    cluster_rows = ClusterManager.from_queryset(AppendOnlyQuerySet)()  # type: ignore[misc]

    class Meta:
        abstract = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Close the way of deletions that Django collects: they ask no manager, but the signal."""
        super().__init_subclass__(**kwargs)
        pre_delete.connect(_refuse, sender=cls, dispatch_uid="clusterkit.audit.append_only")

    @classmethod
    def prepare(cls, rows: Sequence[Any], using: str) -> None:
        """Make *rows* ready to be inserted."""

    def save_base(
        self,
        raw: bool = False,
        force_insert: Any = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Any = None,
    ) -> None:
        """Add the row, as ``save`` does. Raises ``AppendOnlyError`` when it is there already."""
        if not self._state.adding:
            raise AppendOnlyError
        if not raw:
            self.prepare([self], using or router.db_for_write(type(self), instance=self))
        super().save_base(raw=raw, force_insert=True, using=using)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row. Raises ``AppendOnlyError`` when it is there already."""
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Never. Raises ``AppendOnlyError``."""
        raise AppendOnlyError


def _refuse(**kwargs: Any) -> NoReturn:
    raise AppendOnlyError


def next_keys(model: type[models.Model], count: int, using: str) -> list[int]:
    """So many keys that no row of *model* has: they are part of what is signed before the row is inserted."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [connection.ops.quote_name(model._meta.db_table), model._meta.pk.column, count],
        )
        return [key for (key,) in cursor.fetchall()]

"""Whether a migration does the same in every schema, so that its statements may be recorded once."""

from __future__ import annotations

from typing import Final

from django.db import migrations, router
from django.db.migrations import Migration
from django.db.migrations.operations.base import Operation
from django_tenants.utils import get_tenant_database_alias

# A subclass may do anything, so types are compared and not instances. RenameModel is missing on purpose: Django
# adds Python to it, which renames the content type by the number it has in that cluster.
SAFE: Final = frozenset(
    getattr(migrations, name)
    for name in (
        "AddConstraint", "AddField", "AddIndex", "AlterConstraint", "AlterField", "AlterIndexTogether",
        "AlterModelManagers", "AlterModelOptions", "AlterModelTable", "AlterModelTableComment",
        "AlterOrderWithRespectTo", "AlterUniqueTogether", "CreateModel", "DeleteModel", "RemoveConstraint",
        "RemoveField", "RemoveIndex", "RenameField", "RenameIndex", "RunSQL",
    )
    if hasattr(migrations, name)
)  # fmt: skip


def why_not(migration: Migration) -> str:
    """Why the migration cannot be recorded, in a few words; an empty text where it can. Ask it in a cluster's schema."""
    busy = [operation for operation in migration.operations if not _silent(operation, migration.app_label)]
    label = f"{migration.app_label}.{migration.name}"
    if busy and not migration.atomic:
        return f"{label} runs outside a transaction"
    for operation in busy:
        name = _unsafe(operation)
        if name:
            return f"{label} has {name}"
    return ""


def _silent(operation: Operation, app_label: str) -> bool:
    """Whether the routers keep this operation out of clusters altogether: Django asks them in the same way."""
    if type(operation) is migrations.RunPython and operation.code is migrations.RunPython.noop:
        return True
    if type(operation) not in (migrations.RunPython, migrations.RunSQL):
        return False
    hints = getattr(operation, "hints", {})
    return not router.allow_migrate(get_tenant_database_alias(), app_label, **hints)


def _unsafe(operation: Operation) -> str:
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        if type(operation) is not migrations.SeparateDatabaseAndState:
            return type(operation).__name__
        return next(filter(None, map(_unsafe, operation.database_operations)), "")
    return "" if type(operation) in SAFE else type(operation).__name__

"""Writing the platform's log: what stands behind ``core.ports.platform_audit``."""

from __future__ import annotations

from clusterkit.audit.services import as_row
from clusterkit.core.ports import AuditEntry
from clusterkit.registry.models import OperatorEntry


def write_platform_entry(entry: AuditEntry) -> None:
    """Write one row in the running transaction of the public schema."""
    OperatorEntry.objects.create(**as_row(entry))

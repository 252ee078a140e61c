"""The audit log: its rows, and the chain that shows when somebody changed them."""

from __future__ import annotations

from clusterkit.audit.models.guards import AppendOnlyError, AppendOnlyQuerySet
from clusterkit.audit.models.rows import AuditRow, LogQuerySet, LogRow
from clusterkit.audit.models.seals import AuditChain, AuditSeal, LogChain, LogSeal

__all__ = [
    "AppendOnlyError",
    "AppendOnlyQuerySet",
    "AuditChain",
    "AuditRow",
    "AuditSeal",
    "LogChain",
    "LogQuerySet",
    "LogRow",
    "LogSeal",
]

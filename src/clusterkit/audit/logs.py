"""Which log is the one here: that of the cluster in force, or the platform's own where an app keeps one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clusterkit.audit.models import AuditChain, AuditRow, AuditSeal, LogChain, LogRow, LogSeal
from clusterkit.tenancy.context import in_cluster, required_schema


@dataclass(frozen=True)
class Log:
    """The three tables of a log."""

    rows: type[LogRow]
    seals: type[LogSeal]
    chains: type[LogChain]


CLUSTERS = Log(AuditRow, AuditSeal, AuditChain)
_platforms: list[Log] = []


def keep_platform_log(log: Log) -> None:
    """Say which tables hold what is done outside of clusters."""
    _platforms[:] = [log]


def log_here() -> Log | None:
    """The log of the schema in force; None in public where nobody keeps one. Raises ``NoClusterError`` nowhere."""
    required_schema("A log")
    if in_cluster():
        return CLUSTERS
    return _platforms[0] if _platforms else None


def all_logs() -> Sequence[Log]:
    """The clusters' and the platform's, where it keeps one."""
    return (CLUSTERS, *_platforms)

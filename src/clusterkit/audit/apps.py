"""Wiring of audit."""

from __future__ import annotations

from clusterkit.core.apps import ClusterkitAppConfig


class AuditConfig(ClusterkitAppConfig):
    """Audit log."""

    name = "clusterkit.audit"
    label = "clusterkit_audit"
    url_prefix = "audit/"

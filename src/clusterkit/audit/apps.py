"""Wiring of the audit log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.apps import ClusterkitAppConfig


class AuditConfig(ClusterkitAppConfig):
    """The append-only log of what was done."""

    name = "clusterkit.audit"
    label = "clusterkit_audit"
    verbose_name = _("Audit log")
    url_prefix = "audit/"
    has_api = True
    policies_complete = True

    def ready(self) -> None:
        from clusterkit.audit import checks, policies, receivers  # noqa: F401 (registered by import)
        from clusterkit.audit.services import write_entry

        ports.audit.fill(write_entry)

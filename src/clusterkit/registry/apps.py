"""Wiring of the registry."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.apps import ClusterkitAppConfig


class RegistryConfig(ClusterkitAppConfig):
    """The public host: the catalogue of clusters, requests for new ones, the operators' console and admin."""

    name = "clusterkit.registry"
    label = "clusterkit_registry"
    verbose_name = _("Registry")
    schema = "shared"
    public_url_prefix = ""
    url_order = 90
    policies_complete = True

    def ready(self) -> None:
        from clusterkit.audit.logs import Log, keep_platform_log
        from clusterkit.registry import checks, policies, receivers  # noqa: F401 (registered by their import)
        from clusterkit.registry.models import OperatorChain, OperatorEntry, OperatorSeal
        from clusterkit.registry.services import write_platform_entry

        ports.platform_audit.fill(write_platform_entry)
        keep_platform_log(Log(OperatorEntry, OperatorSeal, OperatorChain))

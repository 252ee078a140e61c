"""Wiring of the hosting."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.apps import ClusterkitAppConfig


class HostingConfig(ClusterkitAppConfig):
    """What operators do with whole clusters; its tables stand in public."""

    name = "clusterkit.hosting"
    label = "clusterkit_hosting"
    verbose_name = _("Hosting")
    schema = "shared"

    def ready(self) -> None:
        from clusterkit.hosting import blueprints, hooks, receivers  # noqa: F401 (registered by their import)

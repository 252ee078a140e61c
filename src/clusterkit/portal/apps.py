"""Wiring of the portal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.apps import ClusterkitAppConfig


class PortalConfig(ClusterkitAppConfig):
    """Home, search, one's own page, the office's board: they gather what the installed apps give."""

    name = "clusterkit.portal"
    label = "clusterkit_portal"
    verbose_name = _("Portal")
    schema = "none"
    url_prefix = ""
    url_order = 90

    def ready(self) -> None:
        from clusterkit.portal import receivers  # noqa: F401 (registered by import)

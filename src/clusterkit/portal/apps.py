"""Wiring of portal."""

from __future__ import annotations

from clusterkit.core.apps import ClusterkitAppConfig


class PortalConfig(ClusterkitAppConfig):
    """Home, search, one’s own page, the office’s board."""

    name = "clusterkit.portal"
    label = "clusterkit_portal"
    schema = "none"
    url_prefix = ""

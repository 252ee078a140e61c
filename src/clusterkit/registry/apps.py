"""Wiring of registry."""

from __future__ import annotations

from clusterkit.core.apps import ClusterkitAppConfig


class RegistryConfig(ClusterkitAppConfig):
    """The public host: the catalogue of clusters."""

    name = "clusterkit.registry"
    label = "clusterkit_registry"
    schema = "shared"
    public_url_prefix = ""

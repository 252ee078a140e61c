"""Wiring of the registry."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.apps import ClusterkitAppConfig


class RegistryConfig(ClusterkitAppConfig):
    """The public host: the catalogue of clusters and the operators' admin."""

    name = "clusterkit.registry"
    label = "clusterkit_registry"
    verbose_name = _("Registry")
    schema = "shared"
    public_url_prefix = ""
    url_order = 90

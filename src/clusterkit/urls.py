"""Composition: the web addresses of the installed apps, for a cluster's site and for the public host.

A host project writes ``path("", include("clusterkit.urls"))`` in its ROOT_URLCONF, and
``path("", include("clusterkit.public_urls"))`` in its PUBLIC_SCHEMA_URLCONF.
"""

from __future__ import annotations

from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path

from clusterkit.access.admin_site import cluster_site
from clusterkit.core.apps import ClusterkitAppConfig


def compose(attribute: str, module: str) -> list[URLPattern | URLResolver]:
    """The ``urls`` of every installed app that has a prefix in *attribute*, in ``url_order``."""
    configs = [
        config
        for config in apps.get_app_configs()
        if isinstance(config, ClusterkitAppConfig) and getattr(config, attribute) is not None
    ]
    configs.sort(key=lambda config: config.url_order)
    return [path(getattr(config, attribute), include(f"{config.name}.{module}")) for config in configs]


urlpatterns: list[URLPattern | URLResolver] = [
    path("i18n/", include("clusterkit.access.language_urls")),
    *([path("api/v1/", include("clusterkit.api_urls"))]),
    path("admin/", cluster_site.urls),
    *compose("url_prefix", "urls"),
]

handler400 = "clusterkit.core.web.errors.bad_request"
handler403 = "clusterkit.core.web.errors.forbidden"
handler404 = "clusterkit.core.web.errors.not_found"
handler500 = "clusterkit.core.web.errors.server_error"

"""Composition: the JSON API of the installed apps under ``/api/v1/``, its OpenAPI description and its page."""

from __future__ import annotations

from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path, re_path

from clusterkit.access.api.views import ApiRoot, ReadablePage, Schema, not_found
from clusterkit.core.apps import ClusterkitAppConfig

urlpatterns: list[URLPattern | URLResolver] = [
    path("", ApiRoot.as_view(), name="api-root"),
    path("schema/", Schema.as_view(), name="api-schema"),
    path("docs/", ReadablePage.as_view(url_name="api-schema"), name="api-docs"),
    *(
        path("", include(f"{config.name}.api.urls"))
        for config in apps.get_app_configs()
        if isinstance(config, ClusterkitAppConfig) and config.has_api
    ),
    re_path(r"^.*$", not_found),
]

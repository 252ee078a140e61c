"""Composition: the web addresses of the public host (catalogue, operators)."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from clusterkit.urls import compose

urlpatterns: list[URLPattern | URLResolver] = [
    path("i18n/", include("clusterkit.access.language_urls")),
    *compose("public_url_prefix", "public_urls"),
]

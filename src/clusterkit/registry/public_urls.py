"""Addresses of the public host. The operators' admin has a namespace of its own: Django's admin reverses it by name."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from clusterkit.registry import views
from clusterkit.registry.marks import mark
from clusterkit.registry.operators import operators_site

catalogue_patterns: list[URLPattern | URLResolver] = [
    path("", views.Catalogue.as_view(), name="catalogue"),
    path("marks/<slug:slug>.svg", mark, name="mark"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((catalogue_patterns, "clusterkit_registry"))),
    path("operators/", operators_site.urls),
]

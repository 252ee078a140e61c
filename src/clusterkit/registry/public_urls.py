"""Addresses of the public host."""

from __future__ import annotations

from django.urls import path

from clusterkit.registry import views
from clusterkit.registry.marks import mark
from clusterkit.registry.operators import operators_site

app_name = "clusterkit_registry"

urlpatterns = [
    path("", views.Catalogue.as_view(), name="catalogue"),
    path("marks/<slug:slug>.svg", mark, name="mark"),
    path("operators/", operators_site.urls),
]

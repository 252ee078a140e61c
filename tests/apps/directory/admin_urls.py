"""The site of a cluster with its admin."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from clusterkit.access.admin_site import cluster_site

urlpatterns: list[URLPattern | URLResolver] = [path("admin/", cluster_site.urls), path("", include("clusterkit.urls"))]

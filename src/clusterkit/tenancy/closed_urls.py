"""The addresses of a closed site: its brand files, and one answer for everything else."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path

from clusterkit.tenancy.apps import TenancyConfig
from clusterkit.tenancy.closed import closed

urlpatterns: list[URLPattern | URLResolver] = [
    path(TenancyConfig.url_prefix or "", include("clusterkit.tenancy.urls")),
    re_path(r"", closed, name="closed"),
]

"""Addresses of files."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from clusterkit.files.views import Download

app_name = "clusterkit_files"

urlpatterns: list[URLPattern | URLResolver] = [
    path("<uuid:pk>/", Download.as_view(), name="download"),
]

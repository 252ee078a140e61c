"""Addresses of files."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "clusterkit_files"

urlpatterns: list[URLPattern | URLResolver] = []

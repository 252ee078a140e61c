"""Addresses of directory."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "clusterkit_directory"

urlpatterns: list[URLPattern | URLResolver] = []

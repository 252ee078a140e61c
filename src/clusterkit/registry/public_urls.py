"""Addresses of registry."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "clusterkit_registry"

urlpatterns: list[URLPattern | URLResolver] = []

"""Addresses of portal."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "clusterkit_portal"

urlpatterns: list[URLPattern | URLResolver] = []

"""Addresses of audit."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "clusterkit_audit"

urlpatterns: list[URLPattern | URLResolver] = []

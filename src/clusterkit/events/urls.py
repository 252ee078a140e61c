"""Addresses of events."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "clusterkit_events"

urlpatterns: list[URLPattern | URLResolver] = []

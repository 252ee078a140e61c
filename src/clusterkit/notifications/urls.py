"""Addresses of notifications."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "clusterkit_notifications"

urlpatterns: list[URLPattern | URLResolver] = []

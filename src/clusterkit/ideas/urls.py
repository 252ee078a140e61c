"""Addresses of ideas."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "clusterkit_ideas"

urlpatterns: list[URLPattern | URLResolver] = []

"""Addresses of membership."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "clusterkit_membership"

urlpatterns: list[URLPattern | URLResolver] = []

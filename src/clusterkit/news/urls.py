"""Addresses of news."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "clusterkit_news"

urlpatterns: list[URLPattern | URLResolver] = []

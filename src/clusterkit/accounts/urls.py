"""Addresses of accounts."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "clusterkit_accounts"

urlpatterns: list[URLPattern | URLResolver] = []

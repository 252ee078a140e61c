"""Addresses of access."""

from __future__ import annotations

from django.urls import path

from clusterkit.access import views

app_name = "clusterkit_access"

urlpatterns = [path("", views.Rules.as_view(), name="rules")]

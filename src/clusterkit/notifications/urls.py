"""Addresses of notices."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from clusterkit.notifications import views

app_name = "clusterkit_notifications"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.Inbox.as_view(), name="inbox"),
    path("read/", views.MarkAllRead.as_view(), name="read-all"),
    path("mails/", views.Preferences.as_view(), name="preferences"),
    path("<int:pk>/", views.Open.as_view(), name="open"),
    path("<int:pk>/read/", views.MarkRead.as_view(), name="read"),
]

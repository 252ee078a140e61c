"""Addresses of notices."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from clusterkit.notifications.views import choices, inbox

app_name = "clusterkit_notifications"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", inbox.Inbox.as_view(), name="inbox"),
    path("read/", inbox.MarkAllRead.as_view(), name="read-all"),
    path("mails/", choices.Preferences.as_view(), name="preferences"),
    path("mute/", choices.Mute.as_view(), name="mute"),
    path("unmute/", choices.Unmute.as_view(), name="unmute"),
    path("unsubscribe/<str:token>/", choices.Unsubscribe.as_view(), name="unsubscribe"),
    path("<int:pk>/", inbox.Open.as_view(), name="open"),
    path("<int:pk>/read/", inbox.MarkRead.as_view(), name="read"),
    path("<int:pk>/unread/", inbox.MarkUnread.as_view(), name="unread"),
]

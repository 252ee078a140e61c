"""What coordinators do."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from clusterkit.ideas.views import moderation

urlpatterns: list[URLPattern | URLResolver] = [
    path("moderation/", moderation.ModerationQueue.as_view(), name="moderation"),
    path("<int:pk>/approve/", moderation.Approve.as_view(), name="approve"),
    path("<int:pk>/request-changes/", moderation.RequestChanges.as_view(), name="request-changes"),
    path("<int:pk>/reject/", moderation.Reject.as_view(), name="reject"),
    path("<int:pk>/hide/", moderation.Hide.as_view(), name="hide"),
    path("<int:pk>/restore/", moderation.Restore.as_view(), name="restore"),
]

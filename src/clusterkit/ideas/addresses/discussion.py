"""The discussion."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from clusterkit.ideas.views import comments

urlpatterns: list[URLPattern | URLResolver] = [
    path("<int:pk>/follow/", comments.Follow.as_view(), name="follow"),
    path("<int:pk>/unfollow/", comments.Unfollow.as_view(), name="unfollow"),
    path("<int:pk>/comments/new/", comments.WriteComment.as_view(), name="comment"),
    path("<int:pk>/comments/<int:comment>/edit/", comments.EditComment.as_view(), name="edit-comment"),
    path("<int:pk>/comments/<int:comment>/remove/", comments.DeleteComment.as_view(), name="delete-comment"),
]

"""Support, the shortlist, the official answer, and joining what says the same."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from clusterkit.ideas.views import ideas

urlpatterns: list[URLPattern | URLResolver] = [
    path("<int:pk>/support/", ideas.Support.as_view(), name="support"),
    path("<int:pk>/support/stop/", ideas.StopSupporting.as_view(), name="stop-supporting"),
    path("<int:pk>/shortlist/", ideas.Shortlist.as_view(), name="shortlist"),
    path("<int:pk>/shortlist/put-back/", ideas.PutBack.as_view(), name="put-back"),
    path("<int:pk>/answer/", ideas.DraftAnswer.as_view(), name="draft-answer"),
    path("<int:pk>/answer/publish/", ideas.PublishAnswer.as_view(), name="publish-answer"),
    path("<int:pk>/merge/", ideas.Merge.as_view(), name="merge"),
]

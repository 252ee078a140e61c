"""Addresses of ideas."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from clusterkit.ideas.addresses import discussion, ideas, matching, moderation, reading, talks, topics, writing

app_name = "clusterkit_ideas"

urlpatterns: list[URLPattern | URLResolver] = [
    *reading.urlpatterns,
    *writing.urlpatterns,
    *moderation.urlpatterns,
    *discussion.urlpatterns,
    *ideas.urlpatterns,
    *matching.urlpatterns,
    *talks.urlpatterns,
    *topics.urlpatterns,
]

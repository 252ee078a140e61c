"""List and feeds."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from clusterkit.ideas.views import feed, lists

urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.ItemList.as_view(), name="list"),
    path("feed/", feed.ItemFeed.as_view(), name="feed"),
]

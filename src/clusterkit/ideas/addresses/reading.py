"""List, feeds and kept searches."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from clusterkit.ideas.views import feed, lists, searches

urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.ItemList.as_view(), name="list"),
    path("feed/", feed.ItemFeed.as_view(), name="feed"),
    path("feed/json/", feed.ItemJsonFeed.as_view(), name="feed-json"),
    path("feed/personal/<str:secret>/", feed.PersonalFeed.as_view(), name="feed-personal"),
    path("feed/personal/<str:secret>/json/", feed.PersonalJsonFeed.as_view(), name="feed-personal-json"),
    path("searches/", searches.Searches.as_view(), name="searches"),
    path("searches/new/", searches.KeepSearch.as_view(), name="search-new"),
    path("searches/<int:pk>/", searches.ChangeSearch.as_view(), name="search"),
    path("searches/<int:pk>/remove/", searches.RemoveSearch.as_view(), name="search-remove"),
]

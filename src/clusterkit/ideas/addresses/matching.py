"""What fits to an item."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from clusterkit.ideas.views import matching

urlpatterns: list[URLPattern | URLResolver] = [
    path("<int:pk>/suggestions/", matching.Suggestions.as_view(), name="suggestions"),
    path("suggestions/<int:pk>/dismiss/", matching.Dismiss.as_view(), name="dismiss-suggestion"),
    path("suggestions/put-aside/<int:pk>/take-back/", matching.FitsAfterAll.as_view(), name="fits-after-all"),
]

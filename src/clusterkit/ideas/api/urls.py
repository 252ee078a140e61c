"""Addresses of the API."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from clusterkit.ideas.api.items import ItemViewSet
from clusterkit.ideas.api.talks import InterestViewSet

app_name = "clusterkit_ideas_api"

router = SimpleRouter()
router.register("items", ItemViewSet, basename="item")
router.register("interests", InterestViewSet, basename="interest")
urlpatterns = router.urls

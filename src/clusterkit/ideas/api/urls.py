"""Addresses of the API."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

app_name = "clusterkit_ideas_api"
router = SimpleRouter()
urlpatterns = router.urls

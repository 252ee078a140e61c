"""Addresses of the JSON of notices."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from clusterkit.notifications.api.views import NoticeViewSet

app_name = "clusterkit_notifications_api"

router = SimpleRouter()
router.register("notices", NoticeViewSet, basename="notice")
urlpatterns = router.urls

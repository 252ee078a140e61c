"""Addresses of the JSON of notices."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from clusterkit.notifications.api.views import MutedThingViewSet, NoticeChoiceViewSet, NoticeViewSet

app_name = "clusterkit_notifications_api"

router = SimpleRouter()
router.register("notices", NoticeViewSet, basename="notice")
router.register("notice-choices", NoticeChoiceViewSet, basename="notice-choice")
router.register("muted-things", MutedThingViewSet, basename="muted-thing")
urlpatterns = router.urls

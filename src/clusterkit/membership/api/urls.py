"""Addresses of the API of membership."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from clusterkit.membership.api.views import ApplicationViewSet, LevelViewSet, MembershipViewSet

app_name = "clusterkit_membership_api"

router = SimpleRouter(use_regex_path=False)
router.register("applications", ApplicationViewSet, basename="applications")
router.register("levels", LevelViewSet, basename="levels")
router.register("memberships", MembershipViewSet, basename="memberships")

urlpatterns = router.urls

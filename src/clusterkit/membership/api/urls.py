"""Addresses of the API of membership."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from clusterkit.membership.api import board, council
from clusterkit.membership.api.office import LevelViewSet, ReasonViewSet
from clusterkit.membership.api.views import ApplicationViewSet, MembershipViewSet

app_name = "clusterkit_membership_api"

router = SimpleRouter(use_regex_path=False)
router.register("applications", ApplicationViewSet, basename="applications")
router.register("levels", LevelViewSet, basename="levels")
router.register("reasons", ReasonViewSet, basename="reasons")
router.register("memberships", MembershipViewSet, basename="memberships")
router.register("council/seats", council.SeatViewSet, basename="council_seats")
router.register("council/ballots", council.BallotViewSet, basename="council_ballots")
router.register("council/meetings", council.MeetingViewSet, basename="council_meetings")
router.register("council/protocols", council.ProtocolViewSet, basename="council_protocols")
router.register("council/composition", board.CompositionViewSet, basename="council_composition")
router.register("council/settings", council.OfficeSettingsViewSet, basename="council_settings")
router.register("membership/figures", board.FiguresViewSet, basename="membership_figures")
router.register("membership/lists", board.ListsViewSet, basename="membership_lists")

urlpatterns = router.urls

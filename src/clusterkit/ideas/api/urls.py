"""Addresses of the API."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from clusterkit.ideas.api.changes import ExchangeSettingsViewSet, ItemChangeViewSet
from clusterkit.ideas.api.items import ItemViewSet
from clusterkit.ideas.api.matching import DismissalViewSet, SuggestionViewSet
from clusterkit.ideas.api.outcomes import FollowUpViewSet
from clusterkit.ideas.api.reports import ReportViewSet, SanctionViewSet
from clusterkit.ideas.api.searches import SavedSearchViewSet
from clusterkit.ideas.api.talks import InterestViewSet
from clusterkit.ideas.api.topics import TopicViewSet

app_name = "clusterkit_ideas_api"

router = SimpleRouter()
router.register("items", ItemViewSet, basename="item")
router.register("interests", InterestViewSet, basename="interest")
router.register("follow-ups", FollowUpViewSet, basename="follow-up")
router.register("item-changes", ItemChangeViewSet, basename="item_change")
router.register("exchange-settings", ExchangeSettingsViewSet, basename="exchange_settings")
router.register("saved-searches", SavedSearchViewSet, basename="saved-search")
router.register("suggestions", SuggestionViewSet, basename="suggestion")
router.register("dismissed-suggestions", DismissalViewSet, basename="dismissed-suggestion")
router.register("reports", ReportViewSet, basename="report")
router.register("sanctions", SanctionViewSet, basename="sanction")
router.register("topics", TopicViewSet, basename="topic")
urlpatterns = router.urls

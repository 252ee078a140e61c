"""Addresses of the API of forms."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from clusterkit.questionnaires.api.views import FormViewSet, QuestionViewSet

app_name = "clusterkit_questionnaires_api"

router = SimpleRouter(use_regex_path=False)
router.register("questionnaires/questions", QuestionViewSet, basename="form_questions")
router.register("questionnaires", FormViewSet, basename="questionnaires")

urlpatterns = router.urls

"""Addresses of the JSON of news and pages."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from clusterkit.news.api.views import ArticleViewSet, PageViewSet

app_name = "clusterkit_news_api"

router = SimpleRouter()
router.register("news", ArticleViewSet, basename="article")
router.register("pages", PageViewSet, basename="page")
urlpatterns = router.urls

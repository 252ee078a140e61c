"""Addresses of the API of web hooks."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from clusterkit.webhooks.api.views import DeliveryViewSet, EndpointViewSet

app_name = "clusterkit_webhooks_api"

router = SimpleRouter(use_regex_path=False)
router.register("webhooks/deliveries", DeliveryViewSet, basename="webhook_deliveries")
router.register("webhooks", EndpointViewSet, basename="webhooks")

urlpatterns = router.urls

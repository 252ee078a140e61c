"""Addresses of the JSON of the audit log."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from clusterkit.audit.api.views import AuditViewSet

app_name = "clusterkit_audit_api"

router = SimpleRouter()
router.register("audit", AuditViewSet, basename="audit")
urlpatterns = router.urls

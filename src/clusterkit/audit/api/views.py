"""The audit log as JSON."""

from __future__ import annotations

from django.db.models import QuerySet

from clusterkit.audit.actions import VIEW
from clusterkit.audit.api.serializers import AuditRowSerializer
from clusterkit.audit.filters import AuditFilter
from clusterkit.audit.models import AuditRow
from clusterkit.audit.selectors import audit_rows
from clusterkit.core.api.viewsets import ReadViewSet


class AuditViewSet(ReadViewSet):
    """Who did what, newest first. For coordinators."""

    model = AuditRow
    policy_actions = {"list": VIEW, "retrieve": VIEW}
    serializer_class = AuditRowSerializer
    filterset_class = AuditFilter
    queryset = AuditRow.objects.none()

    def get_rows(self) -> QuerySet[AuditRow]:
        """What the viewer may read."""
        return audit_rows(self.viewer)

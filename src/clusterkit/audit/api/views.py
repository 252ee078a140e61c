"""The audit log as JSON, and as a table."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.audit import services
from clusterkit.audit.actions import EXPORT, VIEW
from clusterkit.audit.api.serializers import AuditRowSerializer, CheckSerializer
from clusterkit.audit.checking import Check
from clusterkit.audit.filters import AuditFilter
from clusterkit.audit.models import AuditRow
from clusterkit.audit.selectors import audit_rows, last_check
from clusterkit.core.api.tables import CsvRenderer, XlsxRenderer
from clusterkit.core.api.viewsets import ReadViewSet
from clusterkit.core.tables import KINDS
from clusterkit.core.web.downloads import FORMAT, export_response


class AuditViewSet(ReadViewSet):
    """Who did what, newest first. For coordinators."""

    model = AuditRow
    policy_actions = {"list": VIEW, "retrieve": VIEW, "export": EXPORT, "check": VIEW}
    serializer_class = AuditRowSerializer
    filterset_class = AuditFilter
    queryset = AuditRow.objects.none()

    def get_rows(self) -> QuerySet[AuditRow]:
        """What the viewer may read."""
        return audit_rows(self.viewer)

    @extend_schema(
        parameters=[OpenApiParameter(FORMAT, str, enum=list(KINDS), description="The kind of table.")],
        responses={(200, "text/csv"): OpenApiTypes.STR, (200, KINDS["xlsx"]): OpenApiTypes.BINARY},
    )
    @action(detail=False, pagination_class=None, renderer_classes=[JSONRenderer, CsvRenderer, XlsxRenderer])
    def export(self, request: Request) -> StreamingHttpResponse:
        """The filtered log as a table, newest first. That it was taken is written into the log."""
        rows = self.filter_queryset(self.get_queryset())
        accepted = getattr(request.accepted_renderer, "format", "csv")
        kind = request.query_params.get(FORMAT) or accepted
        export = services.export_log(
            actor=self.viewer,
            action=EXPORT,
            rows=rows,
            kind=cast(Any, kind if kind in KINDS else "csv"),
            narrowed=AuditFilter(request.query_params, queryset=rows, request=request).narrowed(),
        )
        return export_response(export, "audit")

    @extend_schema(responses=CheckSerializer, filters=False)
    @action(detail=False, pagination_class=None, filter_backends=[])
    def check(self, request: Request) -> Response:
        """How the log was found when it was last looked over by ``verify_audit``."""
        found = last_check(self.viewer)
        check = (found.check if found is not None else None) or Check()
        whole = check.is_whole if found is not None and found.check is not None else None
        values = {**vars(check), "checked_at": found.at if found is not None else None, "whole": whole}
        return Response(CheckSerializer(values).data)

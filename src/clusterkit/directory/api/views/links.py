"""The meter of links as JSON, and as a table."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.core.api.tables import CsvRenderer, XlsxRenderer
from clusterkit.core.api.viewsets import ClusterViewSet
from clusterkit.core.tables import KINDS
from clusterkit.core.web.downloads import FORMAT
from clusterkit.directory.actions import VIEW_LINKS
from clusterkit.directory.api.serializers.links import LinksSerializer
from clusterkit.directory.models import Organisation
from clusterkit.directory.selectors.links import LinksMeter, links_meter
from clusterkit.directory.services.links import TABLES
from clusterkit.directory.views.links import TABLE, taken


class LinksViewSet(ClusterViewSet):
    """How much people of different organisations have to do with each other. For the office."""

    policy_actions: ClassVar[Any] = {"list": VIEW_LINKS}
    model = Organisation
    serializer_class = LinksSerializer
    pagination_class = None  # type: ignore[assignment] # one answer

    @extend_schema(responses=LinksSerializer, filters=False)
    def list(self, request: Request, **kwargs: Any) -> Response:
        """Links by quarter and sort, with the part that crosses the border of an organisation, and who is linked with whom.

        What fewer than five people stand behind is null.
        """
        return Response(self.get_serializer(_shape(links_meter(self.viewer))).data)


def _shape(meter: LinksMeter) -> dict[str, Any]:
    def figure(cell: Any) -> dict[str, Any]:
        return {"crossing": cell.crossing, "total": cell.total, "share": cell.share}

    rows = [
        {
            "code": row.kind.code,
            "label": str(row.kind.label),
            "quarters": [
                {"quarter": quarter.code, **figure(cell)}
                for quarter, cell in zip(meter.quarters, row.figures, strict=True)
            ],
            "total": figure(row.total),
        }
        for row in meter.rows
    ]
    return {"rows": rows, "pairs": meter.pairs}


class LinksExportViewSet(ClusterViewSet):
    """The meter of links as a table."""

    policy_actions: ClassVar[Any] = {"list": VIEW_LINKS}
    model = Organisation
    serializer_class = LinksSerializer
    pagination_class = None  # type: ignore[assignment] # a file
    renderer_classes = (JSONRenderer, CsvRenderer, XlsxRenderer)

    @extend_schema(
        parameters=[
            OpenApiParameter(FORMAT, str, enum=list(KINDS), description="The kind of table; xlsx."),
            OpenApiParameter(TABLE, str, enum=list(TABLES), description="One table; both as sheets of an xlsx."),
        ],
        responses={(200, "text/csv"): OpenApiTypes.STR, (200, KINDS["xlsx"]): OpenApiTypes.BINARY},
        filters=False,
    )
    def list(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        """Both tables as one spreadsheet, or one of them. That they were taken is written into the audit log."""
        accepted = getattr(request.accepted_renderer, "format", "json")
        kind = request.query_params.get(FORMAT) or (accepted if accepted in KINDS else "xlsx")
        return taken(self.viewer, kind, request.query_params.get(TABLE, ""))

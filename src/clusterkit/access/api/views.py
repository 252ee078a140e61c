"""The root of the API, its OpenAPI description and the page to read it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from drf_spectacular.utils import extend_schema, inline_serializer
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clusterkit.core.api import problems
from clusterkit.core.api.viewsets import PolicyPermission, viewer_of_request
from clusterkit.core.policies import OPEN, requires


class ApiRoot(APIView):
    """Who you are here and where the description of the API is."""

    policy_action = OPEN
    permission_classes = (PolicyPermission,)

    @extend_schema(
        operation_id="whoami",
        responses=inline_serializer(
            "WhoAmI",
            {
                "is_authenticated": serializers.BooleanField(),
                "name": serializers.CharField(),
                "tier": serializers.CharField(),
                "organisations": serializers.ListField(child=serializers.IntegerField()),
                "schema_url": serializers.URLField(),
            },
        ),
    )
    def get(self, request: Request) -> Response:
        """Your standing in this cluster."""
        viewer = viewer_of_request(request)
        return Response(
            {
                "is_authenticated": viewer.is_authenticated,
                "name": viewer.display_name,
                "tier": viewer.tier,
                "organisations": sorted(viewer.organisation_ids),
                "schema_url": request.build_absolute_uri("schema/"),
            }
        )


class Schema(SpectacularAPIView):
    """The OpenAPI 3 description; the same for everybody."""

    policy_action = OPEN
    permission_classes = (PolicyPermission,)


class ReadablePage(SpectacularSwaggerSplitView):
    """The description as a page, drawn by files of this site only."""

    policy_action = OPEN
    permission_classes = (PolicyPermission,)


@requires(OPEN)
def not_found(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """A problem document for any other address under the API."""
    return problems.not_found(request)

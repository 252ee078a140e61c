"""The root of the API, its OpenAPI description and the page to read it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import get_language, override
from drf_spectacular.generators import SchemaGenerator
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
        tags=["standing"],
        responses=inline_serializer(
            "WhoAmI",
            {
                "is_authenticated": serializers.BooleanField(),
                "name": serializers.CharField(),
                "tier": serializers.CharField(),
                "organisations": serializers.ListField(child=serializers.IntegerField()),
                "acting_organisation": serializers.IntegerField(
                    allow_null=True,
                    help_text="For which one you act: the one that the header X-Acting-Organisation names, else the one that "
                    "you chose last, else your only one.",
                ),
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
                "acting_organisation": viewer.acting_organisation_id,
                "schema_url": request.build_absolute_uri("schema/"),
            }
        )


@lru_cache(maxsize=32)
def _description(urlconf: str, language: str) -> Any:
    with override(language):
        return SchemaGenerator(urlconf=urlconf).get_schema(request=None, public=True)  # type: ignore[no-untyped-call]


class Schema(SpectacularAPIView):
    """The OpenAPI 3 description; the same for everybody, so it is made once for each language."""

    policy_action = OPEN
    permission_classes = (PolicyPermission,)

    def _get_schema_response(self, request: Request) -> Response:
        language = get_language() or ""
        if language not in dict(settings.LANGUAGES):
            language = settings.LANGUAGE_CODE
        name = self._get_filename(request, None)  # type: ignore[no-untyped-call]
        return Response(
            data=_description(self.urlconf or settings.ROOT_URLCONF, language),
            headers={"Content-Disposition": f'inline; filename="{name}"'},
        )


class ReadablePage(SpectacularSwaggerSplitView):
    """The description as a page of the site, drawn by files of this site only."""

    template_name = "clusterkit/access/api_docs.html"
    http_method_names = ["get", "head"]
    policy_action = OPEN
    permission_classes = (PolicyPermission,)


@requires(OPEN)
def not_found(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """A problem document for any other address under the API."""
    return problems.not_found(request)

"""What fits to your items, as JSON."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.core.api.viewsets import ClusterViewSet
from clusterkit.ideas import actions
from clusterkit.ideas.api.serializers.matching import DismissalSerializer, SuggestionSerializer
from clusterkit.ideas.models import Dismissal, Suggestion
from clusterkit.ideas.selectors.matching import aside_views, put_aside, suggestion_views, suggestions
from clusterkit.ideas.services.matching import dismiss, fits_after_all


class SuggestionViewSet(ClusterViewSet):
    """What may fit to the items of your organisations."""

    policy_actions: ClassVar[Any] = {"list": actions.VIEW_SUGGESTION, "dismiss": actions.DISMISS}
    model = Suggestion
    queryset = Suggestion.objects.none()
    serializer_class = SuggestionSerializer
    filterset_fields: ClassVar[Any] = ("item",)
    cursor_ordering = ("-score", "-pk")

    def get_rows(self) -> QuerySet[Suggestion]:
        """For your own items."""
        return suggestions(self.viewer)

    @extend_schema(responses=SuggestionSerializer(many=True))
    def list(self, request: Request) -> Response:
        """The best first. ``?item=7`` narrows to one item."""
        page: Any = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        found = suggestion_views(self.viewer, self.get_rows().filter(pk__in=[row.pk for row in page]))
        return self.get_paginated_response(SuggestionSerializer(found, many=True).data)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def dismiss(self, request: Request, pk: str | None = None) -> Response:
        """Say for your organisation that it does not fit."""
        dismiss(suggestion=self.get_object(), actor=self.viewer)
        return Response(status=204)


class DismissalViewSet(ClusterViewSet):
    """Suggestions that your organisations put aside."""

    policy_actions: ClassVar[Any] = {"list": actions.DISMISS, "destroy": actions.DISMISS}
    model = Dismissal
    queryset = Dismissal.objects.none()
    serializer_class = DismissalSerializer
    filterset_fields: ClassVar[Any] = ("item",)

    def get_rows(self) -> QuerySet[Dismissal]:
        """Your own."""
        return put_aside(self.viewer)

    @extend_schema(responses=DismissalSerializer(many=True))
    def list(self, request: Request) -> Response:
        """The latest first. ``?item=7`` narrows to one item."""
        page: Any = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        found = aside_views(self.viewer, self.get_rows().filter(pk__in=[row.pk for row in page]))
        return self.get_paginated_response(DismissalSerializer(found, many=True).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str | None = None) -> Response:
        """It fits after all: it may be suggested again, and what it taught is forgotten."""
        fits_after_all(dismissal=self.get_object(), actor=self.viewer)
        return Response(status=204)

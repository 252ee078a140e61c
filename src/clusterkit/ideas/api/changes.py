"""Changes of open items, and the settings of the exchange, as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from clusterkit.core.api.viewsets import ClusterViewSet, ReadViewSet
from clusterkit.core.policies import visible_to
from clusterkit.ideas import actions, services
from clusterkit.ideas.api import serializers as shapes
from clusterkit.ideas.api.reading import read_input
from clusterkit.ideas.api.serializers.changes import ExchangeSettingsSerializer, ItemChangeSerializer
from clusterkit.ideas.change_filters import ItemChangeFilter
from clusterkit.ideas.models import ExchangeSettings, ItemChange
from clusterkit.ideas.selectors import exchange_settings


class ItemChangeViewSet(ReadViewSet):
    """Changes of open items: your own organisations', or all for coordinators. Newest first."""

    policy_actions = {
        "list": actions.VIEW_CHANGE,
        "retrieve": actions.VIEW_CHANGE,
        "approve": actions.REVIEW_CHANGE,
        "refuse": actions.REVIEW_CHANGE,
        "take_back": actions.TAKE_BACK_CHANGE,
    }
    model = ItemChange
    queryset = ItemChange.objects.none()
    serializer_class = ItemChangeSerializer
    filterset_class = ItemChangeFilter
    cursor_ordering = ("-created_at", "-pk")

    def get_rows(self) -> QuerySet[Any]:
        """What you may see."""
        return visible_to(self.viewer, ItemChange.objects.select_related("item__organisation"))

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Filters narrow the list, never one change."""
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    @extend_schema(request=shapes.ItemVersionSerializer, responses=ItemChangeSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str | None = None) -> Response:
        """Take it over: the item has the new text from now on."""
        return self._decide(services.approve_change)

    @extend_schema(request=shapes.ReasonSerializer, responses=ItemChangeSerializer)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, pk: str | None = None) -> Response:
        """Leave the text as it is; the owner reads why."""
        return self._decide(services.refuse_change, shapes.ReasonSerializer)

    @extend_schema(request=shapes.ItemVersionSerializer, responses=ItemChangeSerializer)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, pk: str | None = None) -> Response:
        """Take your own back."""
        return self._decide(services.take_back_change)

    def _decide(
        self, service: Callable[..., Any], serializer: type[Serializer[Any]] = shapes.ItemVersionSerializer
    ) -> Response:
        change = self.get_object()
        given = dict(read_input(serializer, self.request))
        version = given.pop("version", None)
        service(change=change, actor=self.viewer, expected_version=version, **given)
        return Response(self.get_serializer(self.get_object()).data)


class ExchangeSettingsViewSet(ClusterViewSet):
    """How the exchange works."""

    policy_actions = {"list": actions.SETTINGS, "change": actions.SETTINGS}
    model = ExchangeSettings
    queryset = ExchangeSettings.objects.none()
    serializer_class = ExchangeSettingsSerializer
    pagination_class = None  # type: ignore[assignment] # one row

    @extend_schema(responses=ExchangeSettingsSerializer, filters=False)
    def list(self, request: Request, **kwargs: Any) -> Response:
        """The settings in force."""
        return Response(self.get_serializer(exchange_settings()).data)

    @extend_schema(request=ExchangeSettingsSerializer, responses=ExchangeSettingsSerializer)
    @action(detail=False, methods=["post"])
    def change(self, request: Request, **kwargs: Any) -> Response:
        """Change those that are named."""
        values = dict(read_input(ExchangeSettingsSerializer, request, partial=True))
        version = values.pop("version", None)
        saved = services.change_exchange_settings(values=values, actor=self.viewer, expected_version=version)
        return Response(self.get_serializer(saved).data)

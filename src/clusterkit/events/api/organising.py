"""Materials and series of events as JSON."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ValidationError

from clusterkit.core.api.viewsets import ClusterViewSet, ReadViewSet
from clusterkit.core.policies import policy_of
from clusterkit.events import actions as acts
from clusterkit.events.api.serializers.organising import (
    EndSeriesSerializer,
    EventSeriesSerializer,
    MaterialChangeSerializer,
    MaterialSerializer,
    MaterialWriteSerializer,
)
from clusterkit.events.models import Event, EventSeries, Material
from clusterkit.events.selectors.organising import materials_for, series_for
from clusterkit.events.services.materials import add_material, remove_material, update_material
from clusterkit.events.services.series import end_series, publish_series


class MaterialViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ClusterViewSet):
    """Materials: read by whom they are for, written by coordinators."""

    policy_actions = {
        "list": acts.VIEW,
        "retrieve": acts.VIEW,
        "create": acts.MANAGE,
        "partial_update": acts.MANAGE,
        "destroy": acts.MANAGE,
    }
    model = Material
    serializer_class = MaterialSerializer
    parser_classes = (JSONParser, MultiPartParser, FormParser)
    cursor_ordering = ("-created_at", "-pk")

    def get_rows(self) -> QuerySet[Material]:
        """What the caller may read; of one event with ``?event=``."""
        rows = materials_for(self.viewer)
        event = self.request.query_params.get("event", "")
        if not event:
            return rows
        if not event.isascii() or not event.isdigit() or len(event) > 18:
            raise ValidationError({"event": ["A valid integer is required."]})
        return rows.filter(event_id=int(event))

    @extend_schema(parameters=[OpenApiParameter("event", int, description="Of this event only")])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Materials of all events, or of one."""
        return super().list(request, *args, **kwargs)

    @extend_schema(request=MaterialWriteSerializer, responses={201: MaterialSerializer})
    def create(self, request: Request) -> Response:
        """A file or a link."""
        body = MaterialWriteSerializer(data=request.data)
        body.fields["event"].queryset = policy_of(Event).visible_to(self.viewer)  # type: ignore[attr-defined]
        body.is_valid(raise_exception=True)
        row = add_material(actor=self.viewer, **body.validated_data)
        return Response(MaterialSerializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=MaterialChangeSerializer, responses=MaterialSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what stands with it; what is left out stays."""
        row: Material = self.get_object()
        body = MaterialChangeSerializer(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        kept = {"title": row.title, "url": row.url, "session": row.session, "audience": row.audience}
        row = update_material(actor=self.viewer, material=row, **{**kept, **body.validated_data})
        return Response(MaterialSerializer(row).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Take it away, with its file."""
        remove_material(actor=self.viewer, material=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)


class EventSeriesViewSet(ReadViewSet):
    """Rules by which events come again, for coordinators. Start one at the event; its dates are events."""

    policy_actions = {
        "list": acts.MANAGE,
        "retrieve": acts.MANAGE,
        "publish": acts.PUBLISH,
        "end": acts.MANAGE,
    }
    model = EventSeries
    serializer_class = EventSeriesSerializer

    def get_rows(self) -> QuerySet[EventSeries]:
        """All of them."""
        return series_for(self.viewer)

    @extend_schema(request=None, responses=EventSeriesSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str) -> Response:
        """Announce all coming dates that are drafts."""
        row = self.get_object()
        publish_series(actor=self.viewer, series=row)
        return Response(EventSeriesSerializer(row).data)

    @extend_schema(request=EndSeriesSerializer, responses=EventSeriesSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """Make no more dates."""
        body = EndSeriesSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        row = end_series(actor=self.viewer, series=self.get_object(), **body.validated_data)
        return Response(EventSeriesSerializer(row).data)

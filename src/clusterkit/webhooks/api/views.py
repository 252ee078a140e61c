"""Web hooks and what was sent to them, as JSON."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.core.api.viewsets import ReadViewSet
from clusterkit.webhooks import services
from clusterkit.webhooks.actions import MANAGE
from clusterkit.webhooks.api import serializers as s
from clusterkit.webhooks.filters import DeliveryFilter
from clusterkit.webhooks.models import Delivery, Endpoint
from clusterkit.webhooks.selectors import visible_deliveries, visible_endpoints


class EndpointViewSet(ReadViewSet):
    """The web hooks of the cluster: which other systems hear of what happens here."""

    model = Endpoint
    lookup_value_converter = "int"
    serializer_class = s.EndpointSerializer
    policy_actions: ClassVar[Any] = dict.fromkeys(
        ("list", "retrieve", "create", "partial_update", "destroy", "test", "secret", "on", "off"), MANAGE
    )

    def get_rows(self) -> QuerySet[Any]:
        """All of them, for coordinators."""
        return visible_endpoints(self.viewer)

    def _read(self, kind: type[Any], request: Request, *, partial: bool = False) -> dict[str, Any]:
        serializer = kind(data=request.data, partial=partial, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    @extend_schema(request=s.EndpointWrite, responses={201: s.NewEndpointSerializer})
    def create(self, request: Request) -> Response:
        """Add one. The answer has the secret, this once."""
        made = services.create_endpoint(actor=self.viewer, values=self._read(s.EndpointWrite, request))
        return Response(s.NewEndpointSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=s.EndpointChange, responses=s.EndpointSerializer)
    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Change what you give."""
        values = self._read(s.EndpointChange, request, partial=True)
        expected = values.pop("version", None)
        changed = services.update_endpoint(
            endpoint=self.get_object(), actor=self.viewer, values=values, expected_version=expected
        )
        return Response(s.EndpointSerializer(changed).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, **kwargs: Any) -> Response:
        """Take one away, with what was sent to it."""
        services.delete_endpoint(endpoint=self.get_object(), actor=self.viewer)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses={201: s.DeliverySerializer})
    @action(detail=True, methods=["post"])
    def test(self, request: Request, **kwargs: Any) -> Response:
        """Send a ping now; answers what came back, after up to ten seconds."""
        made = services.send_test(endpoint=self.get_object(), actor=self.viewer)
        return Response(s.DeliverySerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=s.EndpointVersionSerializer, responses=s.NewEndpointSerializer)
    @action(detail=True, methods=["post"])
    def secret(self, request: Request, **kwargs: Any) -> Response:
        """Make a new secret, given in the answer this once. For 24 hours both sign."""
        expected = self._read(s.EndpointVersionSerializer, request).get("version")
        changed = services.rotate_secret(endpoint=self.get_object(), actor=self.viewer, expected_version=expected)
        return Response(s.NewEndpointSerializer(changed).data)

    @extend_schema(request=None, responses=s.EndpointSerializer)
    @action(detail=True, methods=["post"])
    def on(self, request: Request, **kwargs: Any) -> Response:
        """Switch it on; what waits is sent first."""
        return Response(s.EndpointSerializer(services.switch_on(endpoint=self.get_object(), actor=self.viewer)).data)

    @extend_schema(request=None, responses=s.EndpointSerializer)
    @action(detail=True, methods=["post"])
    def off(self, request: Request, **kwargs: Any) -> Response:
        """Switch it off."""
        return Response(s.EndpointSerializer(services.switch_off(endpoint=self.get_object(), actor=self.viewer)).data)


class DeliveryViewSet(ReadViewSet):
    """What was sent to other systems and what came back, newest first."""

    model = Delivery
    lookup_value_converter = "int"
    serializer_class = s.DeliverySerializer
    filterset_class = DeliveryFilter
    policy_actions: ClassVar[Any] = {"list": MANAGE, "retrieve": MANAGE, "resend": MANAGE}

    def get_rows(self) -> QuerySet[Any]:
        """All of them, for coordinators."""
        return visible_deliveries(self.viewer)

    @extend_schema(request=None, responses=s.DeliverySerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def resend(self, request: Request, **kwargs: Any) -> Response:
        """Send it once more under its old id."""
        sent = services.resend(delivery=self.get_object(), actor=self.viewer)
        return Response(s.DeliverySerializer(sent).data)

"""What coordinators decide, as JSON."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.ideas import actions, services
from clusterkit.ideas.api import serializers as shapes
from clusterkit.ideas.api.base import ItemActions


class Moderation(ItemActions):
    """Decisions about items."""

    policy_actions: ClassVar[Any] = {
        "approve": actions.APPROVE,
        "request_changes": actions.REQUEST_CHANGES,
        "reject": actions.REJECT,
        "hide": actions.HIDE,
        "restore": actions.RESTORE,
    }

    @extend_schema(request=shapes.ItemVersionSerializer, responses=shapes.ItemViewSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str | None = None) -> Response:
        """Publish what waits."""
        return self._do(services.approve_item)

    @extend_schema(request=shapes.ReasonSerializer, responses=shapes.ItemViewSerializer)
    @action(detail=True, methods=["post"], url_path="request-changes")
    def request_changes(self, request: Request, pk: str | None = None) -> Response:
        """Send it back."""
        return self._do(services.request_changes, shapes.ReasonSerializer)

    @extend_schema(request=shapes.ReasonSerializer, responses=shapes.ItemViewSerializer)
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, pk: str | None = None) -> Response:
        """Do not take it."""
        return self._do(services.reject_item, shapes.ReasonSerializer)

    @extend_schema(request=shapes.ReasonSerializer, responses=shapes.ItemViewSerializer)
    @action(detail=True, methods=["post"])
    def hide(self, request: Request, pk: str | None = None) -> Response:
        """Out of sight."""
        return self._do(services.hide_item, shapes.ReasonSerializer)

    @extend_schema(request=shapes.ItemVersionSerializer, responses=shapes.ItemViewSerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: str | None = None) -> Response:
        """Show it again."""
        return self._do(services.restore_item)

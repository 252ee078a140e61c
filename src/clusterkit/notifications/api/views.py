"""Notices as JSON."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.core.api.viewsets import ReadViewSet
from clusterkit.notifications.actions import VIEW
from clusterkit.notifications.api.serializers import NoticeSerializer
from clusterkit.notifications.filters import NoticeFilter
from clusterkit.notifications.models import Notification
from clusterkit.notifications.selectors import inbox
from clusterkit.notifications.services import mark_all_read, mark_read
from clusterkit.notifications.texts import inbox_entry


class NoticeViewSet(ReadViewSet):
    """Your notices, newest first."""

    model = Notification
    policy_actions = {"list": VIEW, "retrieve": VIEW, "read": VIEW, "read_all": VIEW}
    serializer_class = NoticeSerializer
    filterset_class = NoticeFilter
    queryset = Notification.objects.none()

    def get_rows(self) -> QuerySet[Notification]:
        """Your own."""
        return inbox(self.viewer)

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """Rows become texts before they are written out."""
        if args:
            many = kwargs.get("many", False)
            name = self.viewer.display_name
            made = [inbox_entry(item, recipient_name=name) for item in (args[0] if many else [args[0]])]
            args = (made if many else made[0], *args[1:])
        return super().get_serializer(*args, **kwargs)

    @extend_schema(request=None, responses=NoticeSerializer)
    @action(detail=True, methods=["post"])
    def read(self, request: Request, pk: str | None = None) -> Response:
        """Mark a notice as read."""
        notification = mark_read(notification=self.get_object(), actor=self.viewer)
        return Response(self.get_serializer(notification).data)

    @extend_schema(
        operation_id="notices_read_all",
        request=None,
        responses=inline_serializer("NoticesRead", {"count": serializers.IntegerField(min_value=0)}),
    )
    @action(detail=False, methods=["post"], url_path="read", filterset_class=None, pagination_class=None)
    def read_all(self, request: Request) -> Response:
        """Mark all your notices as read; answers how many were new."""
        return Response({"count": mark_all_read(actor=self.viewer)})

"""Notices as JSON."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.core.api.viewsets import ClusterViewSet, ReadViewSet
from clusterkit.core.ports import MailTiming
from clusterkit.notifications.actions import CHOOSE, VIEW
from clusterkit.notifications.api.serializers import MutedSerializer, NoticeChoiceSerializer, NoticeSerializer
from clusterkit.notifications.filters import NoticeFilter
from clusterkit.notifications.models import MutedTarget, Notification, Preference
from clusterkit.notifications.selectors import choices_of, inbox, muted_by
from clusterkit.notifications.services import choose, mark_all_read, mark_read, mark_unread, mute, unmute, unmute_target
from clusterkit.notifications.texts import inbox_entries


class NoticeViewSet(ReadViewSet):
    """Your notices, newest first."""

    model = Notification
    policy_actions = {
        "list": VIEW,
        "retrieve": VIEW,
        "read": VIEW,
        "unread": VIEW,
        "read_all": VIEW,
        "mute": CHOOSE,
        "unmute": CHOOSE,
    }
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
            made = inbox_entries(args[0] if many else [args[0]], self.viewer)
            args = (made if many else made[0], *args[1:])
        return super().get_serializer(*args, **kwargs)

    @extend_schema(request=None, responses=NoticeSerializer)
    @action(detail=True, methods=["post"])
    def read(self, request: Request, pk: str | None = None) -> Response:
        """Mark a notice as read."""
        notification = mark_read(notification=self.get_object(), actor=self.viewer)
        return Response(self.get_serializer(notification).data)

    @extend_schema(request=None, responses=NoticeSerializer)
    @action(detail=True, methods=["post"])
    def unread(self, request: Request, pk: str | None = None) -> Response:
        """Let a notice stand as new again."""
        notification = mark_unread(notification=self.get_object(), actor=self.viewer)
        return Response(self.get_serializer(notification).data)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def mute(self, request: Request, pk: str | None = None) -> Response:
        """Hear no more of the thing that a notice is about. What concerns you yourself still comes."""
        mute(notification=self.get_object(), actor=self.viewer)
        return Response(status=204)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def unmute(self, request: Request, pk: str | None = None) -> Response:
        """Hear again of the thing that a notice is about."""
        unmute(notification=self.get_object(), actor=self.viewer)
        return Response(status=204)

    @extend_schema(
        operation_id="notices_read_all",
        request=None,
        responses=inline_serializer("NoticesRead", {"count": serializers.IntegerField(min_value=0)}),
    )
    @action(detail=False, methods=["post"], url_path="read", filterset_class=None, pagination_class=None)
    def read_all(self, request: Request) -> Response:
        """Mark all your notices as read; answers how many were new."""
        return Response({"count": mark_all_read(actor=self.viewer)})


class NoticeChoiceViewSet(ClusterViewSet):
    """How you want to be told."""

    model = Preference
    policy_actions = {"list": CHOOSE, "change": CHOOSE}
    serializer_class = NoticeChoiceSerializer
    pagination_class = None  # type: ignore[assignment]
    queryset = Preference.objects.none()

    @extend_schema(responses=NoticeChoiceSerializer(many=True))
    def list(self, request: Request) -> Response:
        """How you are told of each kind: what you chose, else what holds for all."""
        rows = choices_of(self.viewer)
        return Response(NoticeChoiceSerializer(rows, many=True).data)  # type: ignore[arg-type]

    @extend_schema(
        operation_id="notice_choices_change",
        request=NoticeChoiceSerializer(many=True),
        responses=NoticeChoiceSerializer(many=True),
    )
    @action(detail=False, methods=["post"])
    def change(self, request: Request) -> Response:
        """Keep the choices that are sent; others stay. Answers with all."""
        sent = NoticeChoiceSerializer(data=request.data, many=True, allow_empty=False)
        sent.is_valid(raise_exception=True)
        choose(
            wanted={row["kind"]["code"]: (row["in_site"], MailTiming(row["mail"])) for row in sent.validated_data},
            actor=self.viewer,
        )
        return self.list(request)


class MutedThingViewSet(ClusterViewSet):
    """The things of which you want to hear nothing."""

    model = MutedTarget
    policy_actions = {"list": CHOOSE, "unmute": CHOOSE}
    serializer_class = MutedSerializer
    pagination_class = None  # type: ignore[assignment]
    queryset = MutedTarget.objects.none()

    @extend_schema(responses=MutedSerializer(many=True))
    def list(self, request: Request) -> Response:
        """What you muted."""
        return Response([{"about": f"{label}:{pk}"} for label, pk in sorted(muted_by(self.viewer))])

    @extend_schema(operation_id="muted_things_unmute", request=MutedSerializer, responses={204: None})
    @action(detail=False, methods=["post"])
    def unmute(self, request: Request) -> Response:
        """Hear of a thing again."""
        sent = MutedSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        label, _colon, pk = sent.validated_data["about"].partition(":")
        unmute_target(label=label, pk=pk, actor=self.viewer)
        return Response(status=204)

"""Reports and sanctions as JSON."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.core.api.viewsets import ReadViewSet
from clusterkit.core.exceptions import InvalidInput
from clusterkit.ideas import actions, services
from clusterkit.ideas.api import serializers as shapes
from clusterkit.ideas.api.discussion import COMMENT, Discussion
from clusterkit.ideas.api.reading import read_input
from clusterkit.ideas.api.serializers.moderation import (
    HideCommentWrite,
    ReportDecision,
    ReportReceived,
    ReportSerializer,
    ReportWrite,
    SanctionSerializer,
    SanctionWrite,
)
from clusterkit.ideas.enums import SanctionKind
from clusterkit.ideas.models import Comment, Item, Report, Sanction
from clusterkit.ideas.policies import may_read_words
from clusterkit.ideas.selectors import reports, sanctions

_KEY = OpenApiParameter("comment", OpenApiTypes.INT, OpenApiParameter.PATH, description="Number of the comment.")


class Reporting(Discussion):
    """Reporting an item or a comment, and what the office does about comments and authors."""

    policy_actions: ClassVar[Any] = {
        "report": actions.REPORT,
        "sanction": actions.SANCTION,
        "hide_comment": actions.HIDE_COMMENT,
        "restore_comment": actions.HIDE_COMMENT,
    }

    def _named(self, item: Item, key: int | None) -> Comment | None:
        """The comment that the body names, where it names one."""
        if key is None:
            return None
        found = self._find(item, key)
        if found is None or not may_read_words(self.viewer, found):
            raise InvalidInput(field="comment")
        return found

    @extend_schema(request=ReportWrite, responses={201: ReportReceived})
    @action(detail=True, methods=["post"], url_path="reports")
    def report(self, request: Request, pk: str | None = None) -> Response:
        """Tell the coordinators what is wrong. Nobody is told that it was you."""
        item = self.get_object()
        given = read_input(ReportWrite, request)
        made = services.report(
            item=item,
            comment=self._named(item, given["comment"]),
            reason=given["reason"],
            text=given["text"],
            actor=self.viewer,
        )
        return Response(ReportReceived(made).data, status=201)

    @extend_schema(request=SanctionWrite, responses={201: SanctionSerializer})
    @action(detail=True, methods=["post"], url_path="sanctions")
    def sanction(self, request: Request, pk: str | None = None) -> Response:
        """Warn the author of the item or of a comment, or stop him from writing."""
        item = self.get_object()
        given = read_input(SanctionWrite, request)
        comment = self._named(item, given["comment"])
        author = item.author_id if comment is None else comment.author_id
        if author is None:
            raise InvalidInput(field="comment" if comment is not None else None)
        values = {"user_id": author, "reason": given["reason"], "actor": self.viewer}
        if given["kind"] == SanctionKind.WARNING:
            made = services.warn(**values)
        else:
            made = services.stop_writing(until=given["until"], **values)
        return Response(SanctionSerializer(made, context=self.get_serializer_context()).data, status=201)

    @extend_schema(parameters=[_KEY], request=HideCommentWrite, responses=shapes.CommentSerializer)
    @action(detail=True, methods=["post"], url_path=f"{COMMENT}/hide")
    def hide_comment(self, request: Request, pk: str | None = None, comment: str = "") -> Response:
        """Take a comment out of sight; its author reads why."""
        found = self._comment()
        given = read_input(HideCommentWrite, request)
        hidden = services.hide_comment(comment=found, reason=given["reason"], actor=self.viewer)
        return Response(self._shape(hidden.item, hidden))

    @extend_schema(parameters=[_KEY], request=None, responses={200: shapes.CommentSerializer})
    @hide_comment.mapping.delete
    def restore_comment(self, request: Request, pk: str | None = None, comment: str = "") -> Response:
        """Show a hidden comment again."""
        shown = services.restore_comment(comment=self._comment(), actor=self.viewer)
        return Response(self._shape(shown.item, shown))


class ReportViewSet(ReadViewSet):
    """What was reported, the longest waiting first. Who reported is told to nobody."""

    policy_actions: ClassVar[Any] = {
        "list": actions.VIEW_REPORTS,
        "retrieve": actions.VIEW_REPORTS,
        "decide": actions.DECIDE_REPORT,
    }
    model = Report
    queryset = Report.objects.none()
    serializer_class = ReportSerializer
    filterset_fields: ClassVar[Any] = ("state", "item", "comment", "reason")
    cursor_ordering = ("created_at", "pk")

    def get_rows(self) -> QuerySet[Report]:
        """What is not about the viewer's own."""
        return reports(self.viewer)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Filters narrow the list, never one report."""
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    @extend_schema(request=ReportDecision, responses=ReportSerializer(many=True), filters=False)
    @action(detail=True, methods=["post"], filterset_fields=None, pagination_class=None)
    def decide(self, request: Request, pk: str | None = None) -> Response:
        """Decide about the thing that was reported. All its open reports are closed; you get them back."""
        report = self.get_object()
        given = read_input(ReportDecision, request)
        kind = given["sanction"]
        if given["upheld"]:
            consequences = services.Consequences(
                hide=given["hide"],
                sanction=SanctionKind(kind) if kind else None,
                until=given["until"],
                reason=given["reason"],
            )
            closed = services.uphold_report(
                report=report, actor=self.viewer, consequences=consequences, newest=given["newest"]
            )
        else:
            closed = services.dismiss_report(
                report=report, actor=self.viewer, reason=given["reason"], newest=given["newest"]
            )
        rows = reports(self.viewer).filter(pk__in=[row.pk for row in closed])
        return Response(ReportSerializer(rows, many=True).data)


class SanctionViewSet(ReadViewSet):
    """Warnings and blocks: your own, or all for coordinators. Newest first."""

    policy_actions: ClassVar[Any] = {
        "list": actions.FOLLOW,
        "retrieve": actions.FOLLOW,
        "lift": actions.SANCTION,
    }
    model = Sanction
    queryset = Sanction.objects.none()
    serializer_class = SanctionSerializer
    filterset_fields: ClassVar[Any] = ("kind",)
    cursor_ordering = ("-created_at", "-pk")

    def get_rows(self) -> QuerySet[Sanction]:
        """What the viewer may see."""
        return sanctions(self.viewer)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Filters narrow the list, never one of them."""
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    @extend_schema(request=None, responses=SanctionSerializer)
    @action(detail=True, methods=["post"])
    def lift(self, request: Request, pk: str | None = None) -> Response:
        """Let the person write again."""
        lifted = services.lift_sanction(sanction=self.get_object(), actor=self.viewer)
        return Response(self.get_serializer(sanctions(self.viewer).get(pk=lifted.pk)).data)

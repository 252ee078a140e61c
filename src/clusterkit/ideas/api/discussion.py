"""The discussion of an item, as JSON."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.core.exceptions import InvalidInput
from clusterkit.ideas import actions, services
from clusterkit.ideas.api import serializers as shapes
from clusterkit.ideas.api.base import ItemActions
from clusterkit.ideas.api.reading import read_input
from clusterkit.ideas.models import Comment, Item
from clusterkit.ideas.policies import may_identify
from clusterkit.ideas.selectors import comments_of


class Discussion(ItemActions):
    """Comments, and following."""

    policy_actions: ClassVar[Any] = {
        "follow": actions.FOLLOW,
        "unfollow": actions.FOLLOW,
        "comments": actions.READ,
        "comment": actions.COMMENT,
    }

    def comment_context(self, item: Item) -> dict[str, Any]:
        """What the shape of a comment has to know."""
        return {**self.get_serializer_context(), "identified": may_identify(self.viewer, item)}

    @extend_schema(request=None, responses=shapes.ItemViewSerializer)
    @action(detail=True, methods=["post"])
    def follow(self, request: Request, pk: str | None = None) -> Response:
        """Hear of new comments."""
        item = self.get_object()
        services.follow(item=item, actor=self.viewer)
        return self.answer(item)

    @extend_schema(request=None, responses=shapes.ItemViewSerializer)
    @follow.mapping.delete
    def unfollow(self, request: Request, pk: str | None = None) -> Response:
        """Hear no more."""
        item = self.get_object()
        services.unfollow(item=item, actor=self.viewer)
        return self.answer(item)

    @extend_schema(responses=shapes.CommentSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def comments(self, request: Request, pk: str | None = None) -> Response:
        """The discussion, oldest first."""
        item = self.get_object()
        rows = comments_of(self.viewer, item)
        return Response(shapes.CommentSerializer(rows, many=True, context=self.comment_context(item)).data)

    @extend_schema(request=shapes.CommentWrite, responses={201: shapes.CommentSerializer})
    @comments.mapping.post
    def comment(self, request: Request, pk: str | None = None) -> Response:
        """Write into the discussion."""
        item = self.get_object()
        given = read_input(shapes.CommentWrite, request)
        parent: Comment | None = None
        if given["parent"] is not None:
            parent = comments_of(self.viewer, item).filter(pk=given["parent"], deleted_at=None).first()
            if parent is None:
                raise InvalidInput(field="parent")
        comment = services.add_comment(item=item, text=given["text"], parent=parent, actor=self.viewer)
        return Response(shapes.CommentSerializer(comment, context=self.comment_context(item)).data, status=201)

"""The discussion of an item, as JSON."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.core.exceptions import InvalidInput
from clusterkit.core.policies import policy_of
from clusterkit.ideas import actions, services
from clusterkit.ideas.api import serializers as shapes
from clusterkit.ideas.api.base import ItemActions
from clusterkit.ideas.api.reading import read_input
from clusterkit.ideas.models import Comment, Item
from clusterkit.ideas.policies import may_identify
from clusterkit.ideas.selectors import comments_of, revisions_of
from clusterkit.ideas.selectors.mentions import mentionable
from clusterkit.ideas.selectors.reactions import reaction_counts

COMMENT = r"comments/(?P<comment>[0-9]{1,18})"
_KEY = OpenApiParameter("comment", OpenApiTypes.INT, OpenApiParameter.PATH, description="Number of the comment.")
_LIST: dict[str, Any] = {"filterset_class": None, "pagination_class": None}
LONGEST_QUERY = 80


class Discussion(ItemActions):
    """Comments, reactions, the best answer, and following."""

    policy_actions: ClassVar[Any] = {
        "follow": actions.FOLLOW,
        "unfollow": actions.FOLLOW,
        "mute": actions.FOLLOW,
        "unmute": actions.FOLLOW,
        "comments": actions.READ,
        "comment": actions.COMMENT,
        "correct": actions.EDIT_COMMENT,
        "remove": actions.DELETE_COMMENT,
        "revisions": actions.READ,
        "react": actions.REACT,
        "react_to_comment": actions.REACT,
        "best_answer": actions.BEST_ANSWER,
        "no_best_answer": actions.BEST_ANSWER,
        "mentions": actions.COMMENT,
    }

    def _read_item(self) -> Item:
        """The item, for who may read its discussion."""
        item: Item = self.get_object()
        policy_of(Item).require(self.viewer, actions.READ, item)
        return item

    def _find(self, item: Item, key: Any) -> Comment | None:
        rows = comments_of(self.viewer, item).filter(deleted_at=None)
        return rows.filter(pk=key).first()

    def _comment(self) -> Comment:
        """The comment of the address; 404 for one that was removed, or hidden from everybody but its author and the office."""
        found = self._find(self._read_item(), self.kwargs["comment"])
        own = found is not None and found.author_id == self.viewer.user_id
        if found is None or (found.hidden_at is not None and not own and not self.viewer.is_coordinator):
            raise Http404
        return found

    def _shape(self, item: Item, comment: Any, *, many: bool = False) -> Any:
        context = {
            **self.get_serializer_context(),
            "identified": may_identify(self.viewer, item),
            "reactions": reaction_counts(self.viewer, item),
        }
        return shapes.CommentSerializer(comment, many=many, context=context).data

    @extend_schema(request=None, responses=shapes.ItemViewSerializer)
    @action(detail=True, methods=["post"])
    def follow(self, request: Request, pk: str | None = None) -> Response:
        """Hear of new comments."""
        item = self.get_object()
        services.follow(item=item, actor=self.viewer)
        return self.answer(item)

    @extend_schema(request=None, responses={200: shapes.ItemViewSerializer})
    @follow.mapping.delete
    def unfollow(self, request: Request, pk: str | None = None) -> Response:
        """Hear no more."""
        item = self.get_object()
        services.unfollow(item=item, actor=self.viewer)
        return self.answer(item)

    @extend_schema(request=None, responses=shapes.ItemViewSerializer)
    @action(detail=True, methods=["post"])
    def mute(self, request: Request, pk: str | None = None) -> Response:
        """Hear nothing of the discussion, not even when it is your item, or when you are answered or mentioned."""
        item = self.get_object()
        services.mute(item=item, actor=self.viewer)
        return self.answer(item)

    @extend_schema(request=None, responses={200: shapes.ItemViewSerializer})
    @mute.mapping.delete
    def unmute(self, request: Request, pk: str | None = None) -> Response:
        """Hear of it again."""
        item = self.get_object()
        services.unmute(item=item, actor=self.viewer)
        return self.answer(item)

    @extend_schema(responses=shapes.CommentSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], **_LIST)
    def comments(self, request: Request, pk: str | None = None) -> Response:
        """The discussion, oldest first. Reading it here leaves what is new to you as it is."""
        item = self.get_object()
        return Response(self._shape(item, comments_of(self.viewer, item), many=True))

    @extend_schema(request=shapes.CommentWrite, responses={201: shapes.CommentSerializer})
    @comments.mapping.post
    def comment(self, request: Request, pk: str | None = None) -> Response:
        """Write into the discussion."""
        item = self.get_object()
        given = read_input(shapes.CommentWrite, request)
        parent: Comment | None = None
        if given["parent"] is not None:
            parent = self._find(item, given["parent"])
            if parent is None:
                raise InvalidInput(field="parent")
        comment = services.add_comment(item=item, text=given["text"], parent=parent, actor=self.viewer)
        return Response(self._shape(item, comment), status=201)

    @extend_schema(parameters=[_KEY], request=shapes.CommentText, responses=shapes.CommentSerializer)
    @action(detail=True, methods=["patch"], url_path=COMMENT)
    def correct(self, request: Request, pk: str | None = None, comment: str = "") -> Response:
        """Correct your comment, within the time that the office gives. The earlier text is kept for its readers."""
        found = self._comment()
        given = read_input(shapes.CommentText, request)
        changed = services.edit_comment(comment=found, text=given["text"], actor=self.viewer)
        return Response(self._shape(changed.item, changed))

    @extend_schema(parameters=[_KEY], request=None, responses={204: None})
    @correct.mapping.delete
    def remove(self, request: Request, pk: str | None = None, comment: str = "") -> Response:
        """Remove a comment. Answers to it stay."""
        services.delete_comment(comment=self._comment(), actor=self.viewer)
        return Response(status=204)

    @extend_schema(parameters=[_KEY], responses=shapes.RevisionSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], url_path=f"{COMMENT}/revisions", **_LIST)
    def revisions(self, request: Request, pk: str | None = None, comment: str = "") -> Response:
        """The earlier texts of a comment, newest first."""
        rows = revisions_of(self.viewer, self._comment())
        return Response(shapes.RevisionSerializer(rows, many=True).data)

    @extend_schema(request=shapes.ReactionWrite, responses=shapes.ItemViewSerializer)
    @action(detail=True, methods=["post"], url_path="reactions")
    def react(self, request: Request, pk: str | None = None) -> Response:
        """React to the item, or take it back."""
        item = self.get_object()
        given = read_input(shapes.ReactionWrite, request)
        services.react(item=item, kind=given["kind"], on=given["on"], actor=self.viewer)
        return self.answer(item)

    @extend_schema(parameters=[_KEY], request=shapes.ReactionWrite, responses=shapes.CommentSerializer)
    @action(detail=True, methods=["post"], url_path=f"{COMMENT}/reactions")
    def react_to_comment(self, request: Request, pk: str | None = None, comment: str = "") -> Response:
        """React to a comment, or take it back."""
        found = self._comment()
        given = read_input(shapes.ReactionWrite, request)
        services.react(item=found.item, comment=found, kind=given["kind"], on=given["on"], actor=self.viewer)
        return Response(self._shape(found.item, found))

    @extend_schema(request=shapes.BestAnswerWrite, responses=shapes.ItemViewSerializer)
    @action(detail=True, methods=["post"], url_path="best-answer")
    def best_answer(self, request: Request, pk: str | None = None) -> Response:
        """Say which comment answered best. It stands first on the page."""
        item = self._read_item()
        given = read_input(shapes.BestAnswerWrite, request)
        found = self._find(item, given["comment"])
        if found is None:
            raise InvalidInput(field="comment")
        services.choose_best_answer(comment=found, actor=self.viewer)
        return self.answer(item)

    @extend_schema(request=None, responses={200: shapes.ItemViewSerializer})
    @best_answer.mapping.delete
    def no_best_answer(self, request: Request, pk: str | None = None) -> Response:
        """Say that none did."""
        item = self._read_item()
        services.clear_best_answer(item=item, actor=self.viewer)
        return self.answer(item)

    @extend_schema(
        parameters=[OpenApiParameter("q", str, description="Words of the name.")],
        responses=shapes.MentionableSerializer(many=True),
        filters=False,
    )
    @action(detail=False, methods=["get"], url_path="mentions", **_LIST)
    def mentions(self, request: Request) -> Response:
        """People and organisations whom you may mention, by their names, as the directory shows them to you."""
        words = request.query_params.get("q", "")[:LONGEST_QUERY]
        return Response(shapes.MentionableSerializer(mentionable(self.viewer, words), many=True).data)

"""Support, the shortlist, the official answer and joining, as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from clusterkit.core.exceptions import InvalidInput
from clusterkit.ideas import actions, services
from clusterkit.ideas.api import serializers as shapes
from clusterkit.ideas.api.base import ItemActions
from clusterkit.ideas.api.reading import read_input
from clusterkit.ideas.api.serializers.moderation import AnswerWrite, IdeaSerializer, ItemMergeWrite
from clusterkit.ideas.models import Item
from clusterkit.ideas.selectors import idea_view, items


class Ideas(ItemActions):
    """What people and the office do with an idea."""

    policy_actions: ClassVar[Any] = {
        "idea": actions.READ,
        "support": actions.SUPPORT,
        "stop_supporting": actions.FOLLOW,
        "shortlist": actions.STAGE,
        "put_back": actions.STAGE,
        "draft_answer": actions.ANSWER_OFFICIALLY,
        "publish_answer": actions.ANSWER_OFFICIALLY,
        "merge": actions.MERGE,
    }

    def idea_of(self, item: Item) -> Response:
        """How it stands, read anew; 404 for items of other kinds."""
        fresh = items(self.viewer).filter(pk=item.pk).first()
        found = idea_view(self.viewer, fresh) if fresh is not None else None
        if found is None:
            raise Http404
        return Response(IdeaSerializer(found, context=self.get_serializer_context()).data)

    def _decide(
        self, service: Callable[..., Any], serializer: type[Serializer[Any]] = shapes.ItemVersionSerializer
    ) -> Response:
        item = self.get_object()
        given = dict(read_input(serializer, self.request))
        version = given.pop("version", None)
        service(item=item, actor=self.viewer, expected_version=version, **given)
        return self.idea_of(item)

    @extend_schema(responses=IdeaSerializer, filters=False)
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def idea(self, request: Request, pk: str | None = None) -> Response:
        """How an idea stands: support, stage, and the cluster's answer."""
        return self.idea_of(self.get_object())

    @extend_schema(request=None, responses=IdeaSerializer)
    @action(detail=True, methods=["post"])
    def support(self, request: Request, pk: str | None = None) -> Response:
        """Support an idea, for the organisation that you act for. Twice is once."""
        item = self.get_object()
        services.support(item=item, actor=self.viewer)
        return self.idea_of(item)

    @extend_schema(request=None, responses={200: IdeaSerializer})
    @support.mapping.delete
    def stop_supporting(self, request: Request, pk: str | None = None) -> Response:
        """Take your support back."""
        item = self.get_object()
        services.stop_supporting(item=item, actor=self.viewer)
        return self.idea_of(item)

    @extend_schema(request=shapes.ItemVersionSerializer, responses=IdeaSerializer)
    @action(detail=True, methods=["post"])
    def shortlist(self, request: Request, pk: str | None = None) -> Response:
        """Put an idea on the shortlist."""
        return self._decide(services.shortlist)

    @extend_schema(request=shapes.ItemVersionSerializer, responses=IdeaSerializer)
    @action(detail=True, methods=["post"], url_path="put-back")
    def put_back(self, request: Request, pk: str | None = None) -> Response:
        """Take an idea off the shortlist."""
        return self._decide(services.put_back)

    @extend_schema(request=AnswerWrite, responses=IdeaSerializer)
    @action(detail=True, methods=["post"], url_path="answer")
    def draft_answer(self, request: Request, pk: str | None = None) -> Response:
        """Write the official answer; coordinators see it until it is published."""
        return self._decide(services.draft_answer, AnswerWrite)

    @extend_schema(request=shapes.ItemVersionSerializer, responses=IdeaSerializer)
    @action(detail=True, methods=["post"], url_path="answer/publish")
    def publish_answer(self, request: Request, pk: str | None = None) -> Response:
        """Publish the draft: the idea is adopted or not. ``version`` is that of the draft."""
        return self._decide(services.publish_answer)

    @extend_schema(request=ItemMergeWrite, responses=shapes.ItemViewSerializer)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: str | None = None) -> Response:
        """Join an item with another that says the same; the answer is the one that stays."""
        item = self.get_object()
        given = read_input(ItemMergeWrite, request)
        survivor = items(self.viewer).filter(pk=given["survivor"]).first()
        if survivor is None:
            raise InvalidInput(field="survivor")
        services.merge_items(item=item, survivor=survivor, actor=self.viewer, expected_version=given.get("version"))
        return self.answer(survivor)

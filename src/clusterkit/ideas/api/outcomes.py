"""How an item ends, as JSON: its outcome, the other side's word, and what became of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.core.api.viewsets import ReadViewSet
from clusterkit.core.exceptions import InvalidInput, StateConflict
from clusterkit.core.policies import policy_of
from clusterkit.ideas import actions, services
from clusterkit.ideas.api import serializers as shapes
from clusterkit.ideas.api.base import ItemActions
from clusterkit.ideas.api.reading import read_input
from clusterkit.ideas.models import FollowUp, Interest, Item, Outcome
from clusterkit.ideas.selectors import follow_ups, interests, item_outcome


class Outcomes(ItemActions):
    """Closing an item, correcting its outcome, confirming or contesting it. ``version`` is the outcome's here."""

    policy_actions: ClassVar[Any] = {
        "close": actions.CLOSE,
        "change_outcome": actions.CLOSE,
        "confirm_outcome": actions.CONFIRM_OUTCOME,
        "contest_outcome": actions.CONFIRM_OUTCOME,
    }

    @extend_schema(request=shapes.CloseSerializer, responses=shapes.ItemViewSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str | None = None) -> Response:
        """Close it with its outcome."""
        item = self.get_object()
        given, version = self._outcome_input(item)
        services.close_with_outcome(item=item, actor=self.viewer, expected_version=version, **given)
        return self.answer(item)

    @extend_schema(request=shapes.CloseSerializer, responses=shapes.ItemViewSerializer)
    @action(detail=True, methods=["post"], url_path="change-outcome")
    def change_outcome(self, request: Request, pk: str | None = None) -> Response:
        """Correct the outcome until it is confirmed."""
        item = self.get_object()
        policy_of(Item).require(self.viewer, actions.CLOSE, item)
        outcome = item_outcome(item)
        if outcome is None:
            raise StateConflict(_("Nobody has said yet what came of this item. Close it with an outcome first."))
        given, version = self._outcome_input(item)
        services.change_outcome(outcome=outcome, actor=self.viewer, expected_version=version, **given)
        return self.answer(item)

    @extend_schema(request=shapes.ItemVersionSerializer, responses=shapes.ItemViewSerializer)
    @action(detail=True, methods=["post"], url_path="confirm-outcome")
    def confirm_outcome(self, request: Request, pk: str | None = None) -> Response:
        """Confirm, as the other side, what came of it."""
        item = self.get_object()
        outcome = self._outcome(item)
        version = read_input(shapes.ItemVersionSerializer, request).get("version")
        services.confirm_outcome(outcome=outcome, actor=self.viewer, expected_version=version)
        return self.answer(item)

    @extend_schema(request=shapes.TextSerializer, responses=shapes.ItemViewSerializer)
    @action(detail=True, methods=["post"], url_path="contest-outcome")
    def contest_outcome(self, request: Request, pk: str | None = None) -> Response:
        """Say, as the other side, that it was not so. Your words stand in the private talk."""
        item = self.get_object()
        outcome = self._outcome(item)
        given = read_input(shapes.TextSerializer, request)
        services.contest_outcome(
            outcome=outcome, text=given["text"], actor=self.viewer, expected_version=given.get("version")
        )
        return self.answer(item)

    def _outcome(self, item: Item) -> Outcome:
        outcome = item_outcome(item)
        if outcome is None:
            raise Http404
        return outcome

    def _outcome_input(self, item: Item) -> tuple[dict[str, Any], int | None]:
        given = dict(read_input(shapes.CloseSerializer, self.request))
        version, chosen = given.pop("version", None), given.pop("interest")
        interest: Interest | None = None
        if chosen is not None:
            interest = interests(self.viewer).filter(pk=chosen, item=item).first()
            if interest is None:
                raise InvalidInput(field="interest")
        return {**given, "interest": interest}, version


class FollowUpViewSet(ReadViewSet):
    """Questions about what became of the outcomes of your items, three and twelve months later."""

    policy_actions: ClassVar[Any] = {
        "list": actions.FOLLOW_UP,
        "retrieve": actions.FOLLOW_UP,
        "answer": actions.FOLLOW_UP,
    }
    model = FollowUp
    queryset = FollowUp.objects.none()
    serializer_class = shapes.FollowUpSerializer
    cursor_ordering = ("due_on", "pk")

    def get_rows(self) -> QuerySet[FollowUp]:
        """Those of one's organisations."""
        return follow_ups(self.viewer)

    @extend_schema(request=shapes.FollowUpWrite, responses=shapes.FollowUpSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: str | None = None) -> Response:
        """Say what became of it, once it is due."""
        row = self.get_object()
        given = read_input(shapes.FollowUpWrite, request)
        services.answer_follow_up(follow_up=row, actor=self.viewer, **given)
        fresh = follow_ups(self.viewer).get(pk=row.pk)
        return Response(shapes.FollowUpSerializer(fresh, context=self.get_serializer_context()).data)

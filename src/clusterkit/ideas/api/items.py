"""The exchange's API: the same selectors, policies and services as the pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.core.api.viewsets import ClusterViewSet
from clusterkit.core.exceptions import InvalidInput, NotPermitted
from clusterkit.core.policies import visible_to
from clusterkit.directory.models import Organisation
from clusterkit.ideas import actions, services
from clusterkit.ideas.api import serializers as shapes
from clusterkit.ideas.api.discussion import Discussion
from clusterkit.ideas.api.moderation import Moderation
from clusterkit.ideas.api.reading import read_input
from clusterkit.ideas.filters import MINE, ItemFilter
from clusterkit.ideas.models import Item
from clusterkit.ideas.selectors import (
    interests,
    item_outcome,
    items,
    listed,
    own_items,
)


class ItemViewSet(Discussion, Moderation):
    """Requests, offers and ideas. One item is as deep as your tier reaches."""

    policy_actions: ClassVar[Any] = {
        **Discussion.policy_actions,
        **Moderation.policy_actions,
        "list": actions.VIEW,
        "retrieve": actions.VIEW,
        "create": actions.DRAFT,
        "partial_update": actions.EDIT,
        "publish": actions.PUBLISH,
        "withdraw": actions.WITHDRAW,
        "renew": actions.RENEW,
        "close": actions.CLOSE,
        "confirm_outcome": actions.CONFIRM_OUTCOME,
        "respond": actions.RESPOND,
    }
    model = Item
    queryset = Item.objects.none()
    serializer_class = shapes.ItemSerializer
    filterset_class = ItemFilter
    cursor_ordering = ("-listed_at", "-pk")

    def get_rows(self) -> QuerySet[Item]:
        """The list holds what is current (or one's own in every state); one item is any that is visible."""
        if self.action != "list":
            return items(self.viewer)
        if self.request.query_params.get("whose") == MINE:
            return own_items(self.viewer)
        return listed(self.viewer)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Filters narrow the list, never one item."""
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    @extend_schema(responses=shapes.ItemViewSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One item, as deep as you see it."""
        return self.answer(self.get_object())

    @extend_schema(request=shapes.ItemDraft, responses={201: shapes.ItemViewSerializer})
    def create(self, request: Request) -> Response:
        """Begin a draft for one of your organisations."""
        given = dict(read_input(shapes.ItemDraft, request))
        given.pop("version", None)
        organisation = _own_organisation(self, given.pop("organisation", None))
        item = services.create_draft(organisation=organisation, fields=given, actor=self.viewer)  # type: ignore[arg-type]
        return self.answer(item, status=201)

    @extend_schema(request=shapes.ItemChange, responses=shapes.ItemViewSerializer)
    def partial_update(self, request: Request, pk: str | None = None) -> Response:
        """Change what you give. An open item may go back to the coordinators."""
        item = self.get_object()
        given = dict(read_input(shapes.ItemChange, request))
        version = given.pop("version", None)
        services.update_item(item=item, fields=given, actor=self.viewer, expected_version=version)  # type: ignore[arg-type]
        return self.answer(item)

    @extend_schema(request=shapes.ItemVersionSerializer, responses=shapes.ItemViewSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str | None = None) -> Response:
        """Publish, or send to the coordinators."""
        return self._do(services.publish)

    @extend_schema(request=shapes.ItemVersionSerializer, responses=shapes.ItemViewSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str | None = None) -> Response:
        """Take it off the exchange."""
        return self._do(services.withdraw)

    @extend_schema(request=shapes.ItemVersionSerializer, responses=shapes.ItemViewSerializer)
    @action(detail=True, methods=["post"])
    def renew(self, request: Request, pk: str | None = None) -> Response:
        """Prolong it."""
        return self._do(services.renew)

    @extend_schema(request=shapes.CloseSerializer, responses=shapes.ItemViewSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str | None = None) -> Response:
        """Close it with its outcome."""
        item = self.get_object()
        given = dict(read_input(shapes.CloseSerializer, request))
        version, chosen = given.pop("version", None), given.pop("interest")
        interest = interests(self.viewer).filter(pk=chosen, item=item).first() if chosen is not None else None
        if chosen is not None and interest is None:
            raise InvalidInput(field="interest")
        services.close_with_outcome(item=item, interest=interest, actor=self.viewer, expected_version=version, **given)
        return self.answer(item)

    @extend_schema(request=None, responses=shapes.ItemViewSerializer)
    @action(detail=True, methods=["post"], url_path="confirm-outcome")
    def confirm_outcome(self, request: Request, pk: str | None = None) -> Response:
        """Confirm, as the other side, what came of it."""
        item = self.get_object()
        outcome = item_outcome(item)
        if outcome is None:
            raise Http404
        services.confirm_outcome(outcome=outcome, actor=self.viewer)
        return self.answer(item)

    @extend_schema(request=shapes.InterestWrite, responses={201: shapes.InterestSerializer})
    @action(detail=True, methods=["post"], url_path="interests")
    def respond(self, request: Request, pk: str | None = None) -> Response:
        """Answer on behalf of one of your organisations."""
        item = self.get_object()
        given = read_input(shapes.InterestWrite, request)
        organisation = _own_organisation(self, given.get("organisation"))
        interest = services.send_interest(
            item=item, organisation=organisation, message=given["message"], actor=self.viewer
        )
        return Response(shapes.InterestSerializer(interest).data, status=201)


def _own_organisation(view: ClusterViewSet, given: int | None) -> Organisation:
    """The one that was given, else the one that the person acts for now."""
    pk = given if given is not None else view.viewer.acting_organisation_id
    if pk is None:
        raise InvalidInput(_("Say for which of your organisations."), field="organisation")
    rows = Organisation.objects.filter(pk__in=view.viewer.organisation_ids)
    found = visible_to(view.viewer, rows).filter(pk=pk).first()
    if found is None:
        raise NotPermitted(field="organisation")
    return found

"""The office's work as JSON: who looks after an application, predefined reasons, levels of participation."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.core.api.viewsets import ReadViewSet
from clusterkit.core.policies import policy_of, visible_to
from clusterkit.membership import actions, selectors, services
from clusterkit.membership.api import office_serializers as s
from clusterkit.membership.api.base import WritingViewSet
from clusterkit.membership.api.serializers import ApplicationSerializer
from clusterkit.membership.models import Application, Level, Reason
from clusterkit.membership.selectors.assignment import office_people, possible_assignees


class Assigning(WritingViewSet):
    """Of applications: who looks after one, and who may."""

    @cached_property
    def office(self) -> dict[int, str]:
        """The names of the reviewers by user id, read once for a whole list; empty for who does not review."""
        return dict(office_people(self.viewer))

    @extend_schema(request=s.AssignSerializer, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def assign(self, request: Request, **kwargs: Any) -> Response:
        """Claim it, hand it over, or put it back. 409 where somebody else looks after it meanwhile."""
        data = self._input(s.AssignSerializer, request)
        return self._output(services.assign(application=self.get_object(), actor=self.viewer, **data))

    @extend_schema(responses=s.AssigneeSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def assignees(self, request: Request, **kwargs: Any) -> Response:
        """Who may look after it: the people of the office who have nothing to do with the organisation."""
        application = self.get_object()
        policy_of(Application).require(self.viewer, actions.ASSIGN, application)
        people = possible_assignees(self.viewer, application)
        return Response(s.AssigneeSerializer([{"id": pk, "name": name} for pk, name in people], many=True).data)


class ReasonViewSet(WritingViewSet, mixins.CreateModelMixin, ReadViewSet):
    """The predefined reasons of returns and rejections: the office's own."""

    model = Reason
    serializer_class = s.ReasonSerializer
    filterset_fields = ("purpose", "is_active")
    cursor_ordering = ("-purpose", "order", "pk")
    policy_actions = {
        "list": actions.REVIEW,
        "retrieve": actions.REVIEW,
        "create": actions.MANAGE_REASONS,
        "partial_update": actions.MANAGE_REASONS,
        "move": actions.MANAGE_REASONS,
    }

    def get_rows(self) -> QuerySet[Any]:
        """All of them."""
        return visible_to(self.viewer, Reason.objects.all())

    @extend_schema(request=s.AddReasonSerializer, responses={201: s.ReasonSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add one at the end of its list."""
        data = self._input(s.AddReasonSerializer, request)
        reason = services.create_reason(
            purpose=data.pop("purpose"), code=data.pop("code"), values=data, actor=self.viewer
        )
        return self._output(reason, status.HTTP_201_CREATED)

    @extend_schema(request=s.ChangeReasonSerializer, responses=s.ReasonSerializer)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change it, or switch it off and on."""
        data = self._input(s.ChangeReasonSerializer, request)
        version = data.pop("expected_version")
        return self._output(
            services.update_reason(reason=self.get_object(), values=data, expected_version=version, actor=self.viewer)
        )

    @extend_schema(request=s.MoveReasonSerializer, responses=s.ReasonSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, **kwargs: Any) -> Response:
        """One place up or down."""
        up = self._input(s.MoveReasonSerializer, request)["to"] == "up"
        return self._output(services.move_reason(reason=self.get_object(), up=up, actor=self.viewer))


class LevelViewSet(WritingViewSet, mixins.CreateModelMixin, ReadViewSet):
    """The levels of participation of the cluster, in its order."""

    model = Level
    serializer_class = s.LevelSerializer
    cursor_ordering = ("order", "code")
    policy_actions = {
        "list": actions.VIEW_MEMBERSHIP,
        "retrieve": actions.VIEW_MEMBERSHIP,
        "create": actions.MANAGE_LEVELS,
        "partial_update": actions.MANAGE_LEVELS,
        "destroy": actions.MANAGE_LEVELS,
    }

    def get_rows(self) -> QuerySet[Any]:
        """All of them."""
        return selectors.visible_levels(self.viewer)

    @extend_schema(request=s.AddLevelSerializer, responses={201: s.LevelSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add a level."""
        values = self._input(s.AddLevelSerializer, request)
        return self._output(services.create_level(values=values, actor=self.viewer), status.HTTP_201_CREATED)

    @extend_schema(request=s.ChangeLevelsSerializer, responses=s.LevelSerializer)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change a level, give it another place, retire it or bring it back."""
        data = self._input(s.ChangeLevelsSerializer, request)
        version, affects = data.pop("expected_version"), data.pop("affects")
        level = services.update_level(
            level=self.get_object(), values=data, affects=affects, expected_version=version, actor=self.viewer
        )
        return self._output(level)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take out a level that no membership ever had. 409 for any other: retire it instead."""
        services.delete_level(level=self.get_object(), actor=self.viewer)
        return Response(status=status.HTTP_204_NO_CONTENT)

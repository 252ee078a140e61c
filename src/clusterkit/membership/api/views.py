"""Applications and memberships as JSON: the same selectors, policies and services as the pages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.core.api.viewsets import ReadViewSet
from clusterkit.core.policies import policy_of
from clusterkit.membership import actions, selectors, services
from clusterkit.membership.api import serializers as s
from clusterkit.membership.api.base import WritingViewSet
from clusterkit.membership.api.office import Assigning
from clusterkit.membership.api.office_serializers import ChangeLevelSerializer
from clusterkit.membership.enums import ApplicationState
from clusterkit.membership.filters import ApplicationFilter, MembershipFilter
from clusterkit.membership.models import Application, Membership
from clusterkit.membership.selectors.form import form_of
from clusterkit.membership.validators import missing_parts


class ApplicationViewSet(Assigning, mixins.CreateModelMixin, ReadViewSet):
    """Applications for membership: one's own organisations', and for reviewers those that were sent."""

    model = Application
    serializer_class = s.ApplicationSerializer
    filterset_class = ApplicationFilter
    policy_actions = {
        "list": actions.VIEW_APPLICATION,
        "retrieve": actions.VIEW_APPLICATION,
        "create": actions.APPLY,
        "partial_update": actions.EDIT,
        "form": actions.EDIT,
        "submit": actions.SUBMIT,
        "withdraw": actions.WITHDRAW,
        "take_up": actions.TAKE_UP,
        "assign": actions.ASSIGN,
        "assignees": actions.ASSIGN,
        "request_info": actions.REQUEST_INFO,
        "propose": actions.PROPOSE,
        "confirm": actions.PROPOSE,
        "take_back": actions.PROPOSE,
        "documents": actions.VIEW_APPLICATION,
        "add_document": actions.EDIT,
    }

    def get_rows(self) -> QuerySet[Any]:
        """With the revisions, whose answers reviewers see."""
        return selectors.visible_applications(self.viewer).prefetch_related("revisions")

    @extend_schema(request=s.StartSerializer, responses={201: s.ApplicationSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Begin a draft for an organisation that one administers."""
        application = services.start_application(actor=self.viewer, **self._input(s.StartSerializer, request))
        return self._output(application, status.HTTP_201_CREATED)

    @extend_schema(request=s.DraftSerializer, responses=s.ApplicationSerializer)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Keep answers of the draft, complete or not."""
        serializer = s.DraftSerializer(data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        data = dict(serializer.validated_data)
        saved = services.save_draft(
            application=self.get_object(),
            actor=self.viewer,
            expected_version=data.pop("version", None),
            seen_form=data.pop("form", None),
            answers=data.pop("answers", None),
            **data,
        )
        return self._output(saved)

    @extend_schema(responses=s.ApplicationFormSerializer, filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def form(self, request: Request, **kwargs: Any) -> Response:
        """What is asked of the application now, and what it lacks before it can be sent."""
        application = self.get_object()
        policy_of(Application).require(self.viewer, actions.EDIT, application)
        asked = form_of(application)
        documents = selectors.current_documents(self.viewer, application)
        missing = missing_parts(application, documents, asked.questions)
        return Response(s.ApplicationFormSerializer({"form": asked, "missing": missing}).data)

    @extend_schema(request=s.VersionSerializer, responses=s.ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, **kwargs: Any) -> Response:
        """Send the draft, or send it again after it was completed."""
        application = self.get_object()
        again = application.state == ApplicationState.NEEDS_INFO
        send = services.resubmit if again else services.submit
        return self._output(
            send(application=application, actor=self.viewer, **self._input(s.VersionSerializer, request))
        )

    @extend_schema(request=s.WithdrawSerializer, responses=s.ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, **kwargs: Any) -> Response:
        """Take the application back before it is decided."""
        data = self._input(s.WithdrawSerializer, request)
        return self._output(services.withdraw(application=self.get_object(), actor=self.viewer, **data))

    @extend_schema(request=s.VersionSerializer, responses=s.ApplicationSerializer)
    @action(detail=True, methods=["post"], url_path="take-up")
    def take_up(self, request: Request, **kwargs: Any) -> Response:
        """Begin the review."""
        data = self._input(s.VersionSerializer, request)
        return self._output(services.take_up(application=self.get_object(), actor=self.viewer, **data))

    @extend_schema(request=s.RequestInfoSerializer, responses=s.ApplicationSerializer)
    @action(detail=True, methods=["post"], url_path="request-info")
    def request_info(self, request: Request, **kwargs: Any) -> Response:
        """Return the application for completion."""
        data = self._input(s.RequestInfoSerializer, request)
        return self._output(services.request_info(application=self.get_object(), actor=self.viewer, **data))

    @extend_schema(request=s.ProposeSerializer, responses=s.ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def propose(self, request: Request, **kwargs: Any) -> Response:
        """Give a verdict on a revision."""
        data = self._input(s.ProposeSerializer, request)
        return self._output(services.propose_decision(application=self.get_object(), actor=self.viewer, **data))

    @extend_schema(request=s.VerdictSerializer, responses=s.ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, **kwargs: Any) -> Response:
        """Agree with another reviewer's verdict."""
        data = self._input(s.VerdictSerializer, request)
        return self._output(services.confirm_decision(application=self.get_object(), actor=self.viewer, **data))

    @extend_schema(request=None, responses=s.ApplicationSerializer)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, **kwargs: Any) -> Response:
        """Take one's own verdict back."""
        return self._output(services.withdraw_proposal(application=self.get_object(), actor=self.viewer))

    @extend_schema(responses=s.DocumentSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def documents(self, request: Request, **kwargs: Any) -> Response:
        """The documents that belong to the application now."""
        rows = selectors.current_documents(self.viewer, self.get_object())
        return Response(s.DocumentSerializer(rows, many=True).data)

    @extend_schema(request=s.UploadSerializer, responses={201: s.DocumentSerializer})
    @documents.mapping.post
    def add_document(self, request: Request, **kwargs: Any) -> Response:
        """Add a document."""
        data = self._input(s.UploadSerializer, request)
        document = services.add_document(
            application=self.get_object(),
            upload=data["file"],
            kind=data["kind"],
            title=data["title"],
            question=data["question"],
            actor=self.viewer,
        )
        return Response(s.DocumentSerializer(document).data, status=status.HTTP_201_CREATED)


class MembershipViewSet(WritingViewSet, ReadViewSet):
    """Memberships: that an organisation is a member is public, its dates are its own and the coordinators'."""

    model = Membership
    serializer_class = s.MembershipSerializer
    filterset_class = MembershipFilter
    lookup_value_converter = "int"
    policy_actions = {
        "list": actions.VIEW_MEMBERSHIP,
        "retrieve": actions.VIEW_MEMBERSHIP,
        "change_level": actions.CHANGE_LEVEL,
    }

    def get_rows(self) -> QuerySet[Any]:
        """With today's status."""
        return selectors.visible_memberships(self.viewer)

    @extend_schema(request=ChangeLevelSerializer, responses=s.MembershipSerializer)
    @action(detail=True, methods=["post"], url_path="change-level")
    def change_level(self, request: Request, **kwargs: Any) -> Response:
        """Give the organisation another level from now on."""
        data = self._input(ChangeLevelSerializer, request)
        return self._output(services.change_level(membership=self.get_object(), actor=self.viewer, **data))

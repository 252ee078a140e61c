"""Events and registrations as JSON: the same selectors, policies and services as the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.core.api.viewsets import ClusterViewSet, ReadViewSet
from clusterkit.events import actions as acts
from clusterkit.events import services
from clusterkit.events.api.certificates import EventCertificates
from clusterkit.events.api.registering import (
    EVENT_ACTIONS,
    REGISTRATION_ACTIONS,
    EventRegistering,
    RegistrationRegistering,
)
from clusterkit.events.api.serializers import (
    EventPageSerializer,
    EventReasonSerializer,
    EventSerializer,
    EventVersionSerializer,
    EventWriteSerializer,
    RegisterSerializer,
    RegistrationChangeSerializer,
    RegistrationSerializer,
)
from clusterkit.events.api.serializers.organising import (
    EventCopySerializer,
    EventRuleSerializer,
    EventSeriesSerializer,
)
from clusterkit.events.filters import DatedEventFilter, RegistrationFilter
from clusterkit.events.models import Event, Registration
from clusterkit.events.selectors import event_page, events_for, registrations_for
from clusterkit.events.services.following import update_date, update_following
from clusterkit.events.services.series import start_series


class EventViewSet(EventRegistering, EventCertificates, mixins.ListModelMixin, ClusterViewSet):
    """Events: read by whom they are for, written by coordinators, registered for by people."""

    policy_actions = {
        "list": acts.VIEW,
        "retrieve": acts.VIEW,
        "create": acts.MANAGE,
        "partial_update": acts.MANAGE,
        "publish": acts.PUBLISH,
        "cancel": acts.CANCEL,
        "end": acts.END,
        "copy": acts.MANAGE,
        "series": acts.MANAGE,
        "register": acts.REGISTER,
        "issue_certificates": acts.ISSUE_CERTIFICATES,
        **EVENT_ACTIONS,
    }
    model = Event
    serializer_class = EventSerializer
    filterset_class = DatedEventFilter
    cursor_ordering = ("-starts_at", "-pk")

    def get_rows(self) -> QuerySet[Event]:
        """What the caller may see."""
        return events_for(self.viewer)

    def page(self, pk: Any) -> Response:
        """One event as the caller sees it now."""
        found = event_page(self.viewer, int(pk))
        if found is None:
            raise Http404
        return Response(EventPageSerializer(found, context=self.get_serializer_context()).data)

    @extend_schema(responses=EventPageSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One event: places, sessions, one's own registration, what one can do."""
        return self.page(self.get_object().pk)

    @extend_schema(request=EventWriteSerializer, responses={201: EventPageSerializer})
    def create(self, request: Request) -> Response:
        """A draft."""
        with transaction.atomic():
            event = services.create_event(actor=self.viewer, **self.written(EventWriteSerializer(data=request.data)))
        response = self.page(event.pk)
        response.status_code = status.HTTP_201_CREATED
        return response

    @extend_schema(request=EventWriteSerializer, responses=EventPageSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change values; send the ``version`` that you read to be told of a conflict."""
        event = self.get_object()
        arguments = self.written(EventWriteSerializer(event, data=request.data, partial=True))
        following = arguments.pop("following")
        change = update_following if following and event.series_id is not None else update_date
        change(actor=self.viewer, event=event, **arguments)
        return self.page(event.pk)

    def written(self, serializer: EventWriteSerializer) -> dict[str, Any]:
        """What the services take, from a checked body."""
        serializer.is_valid(raise_exception=True)
        values = dict(serializer.validated_data)
        parts = {name: values.pop(name) for name in ("sectors", "speakers", "sessions") if name in values}
        version = values.pop("version", None)
        known = {"expected_version": version} if version is not None and serializer.instance is not None else {}
        if serializer.instance is not None:
            known["following"] = values.get("following", False)
        values.pop("following", None)
        return {"values": values, **parts, **known}

    @extend_schema(request=EventVersionSerializer, responses=EventPageSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str) -> Response:
        """Announce a draft."""
        event = self.get_object()
        services.publish_event(actor=self.viewer, event=event, expected_version=version_of(request))
        return self.page(event.pk)

    @extend_schema(request=EventReasonSerializer, responses=EventPageSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Call it off; everybody who is registered reads the reason."""
        event = self.get_object()
        data = checked(EventReasonSerializer(data=request.data))
        services.cancel_event(actor=self.viewer, event=event, reason=data["reason"], expected_version=data["version"])
        return self.page(event.pk)

    @extend_schema(request=EventVersionSerializer, responses=EventPageSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """Close it."""
        event = self.get_object()
        services.end_event(actor=self.viewer, event=event, expected_version=version_of(request))
        return self.page(event.pk)

    @extend_schema(request=EventCopySerializer, responses={201: EventPageSerializer})
    @action(detail=True, methods=["post"])
    def copy(self, request: Request, pk: str) -> Response:
        """A new draft with the same content, later."""
        source = self.get_object()
        event = services.copy_event(actor=self.viewer, event=source, **checked(EventCopySerializer(data=request.data)))
        response = self.page(event.pk)
        response.status_code = status.HTTP_201_CREATED
        return response

    @extend_schema(request=EventRuleSerializer, responses={201: EventSeriesSerializer})
    @action(detail=True, methods=["post"])
    def series(self, request: Request, pk: str) -> Response:
        """Let it come again by a rule; it is the first date."""
        event = self.get_object()
        row = start_series(actor=self.viewer, event=event, **checked(EventRuleSerializer(data=request.data)))
        return Response(EventSeriesSerializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=RegisterSerializer, responses={201: RegistrationSerializer})
    @action(detail=True, methods=["post"])
    def register(self, request: Request, pk: str) -> Response:
        """Register: a place, a position in the queue, or waiting for approval (see ``state``)."""
        event = self.get_object()
        data = checked(RegisterSerializer(data=request.data))
        row = services.register(actor=self.viewer, event=event, page=request.path, **data)
        return Response(RegistrationSerializer(row).data, status=status.HTTP_201_CREATED)


class RegistrationViewSet(RegistrationRegistering, ReadViewSet):
    """One's own registrations; all of them for coordinators."""

    policy_actions = {
        "list": acts.VIEW_REGISTRATION,
        "retrieve": acts.VIEW_REGISTRATION,
        "cancel": acts.CANCEL_REGISTRATION,
        "change": acts.CHANGE_REGISTRATION,
        "accept": acts.ANSWER_OFFER,
        "decline": acts.ANSWER_OFFER,
        **REGISTRATION_ACTIONS,
        "approve": acts.DECIDE,
        "reject": acts.DECIDE,
        "check_in": acts.CHECK_IN,
        "undo_check_in": acts.CHECK_IN,
        "mark_absent": acts.CHECK_IN,
    }
    model = Registration
    serializer_class = RegistrationSerializer
    filterset_class = RegistrationFilter

    def get_rows(self) -> QuerySet[Registration]:
        """What the caller may see."""
        return registrations_for(self.viewer)

    def answer(self, service: Callable[..., Registration], **arguments: Any) -> Response:
        """Call the service on the registration of the address and answer with its new state."""
        row = service(actor=self.viewer, registration=self.get_object(), **arguments)
        return Response(self.get_serializer(self.get_rows().get(pk=row.pk)).data)

    @extend_schema(request=EventVersionSerializer, responses=RegistrationSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Give the place up."""
        return self.answer(services.cancel_registration, expected_version=version_of(request))

    @extend_schema(request=RegistrationChangeSerializer, responses=RegistrationSerializer)
    @action(detail=True, methods=["post"])
    def change(self, request: Request, pk: str) -> Response:
        """Another way of taking part, other answers, another choice of what others may read."""
        row = self.get_object()
        data = checked(RegistrationChangeSerializer(data=request.data))
        with transaction.atomic():
            if "consent" in data:
                services.set_consent(actor=self.viewer, registration=row, consent=data["consent"], page=request.path)
            if "answers" in data:
                services.change_answers(actor=self.viewer, registration=row, answers=data["answers"])
            if "mode" in data:
                services.change_mode(
                    actor=self.viewer,
                    registration=row,
                    mode=data["mode"],
                    online_meanwhile=data["online_meanwhile"],
                    expected_version=data["version"],
                )
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=EventVersionSerializer, responses=RegistrationSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: str) -> Response:
        """Take the place that is offered."""
        return self.answer(services.accept_offer, expected_version=version_of(request))

    @extend_schema(request=EventVersionSerializer, responses=RegistrationSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: str) -> Response:
        """Leave it to the next person."""
        return self.answer(services.decline_offer, expected_version=version_of(request))

    @extend_schema(request=EventVersionSerializer, responses=RegistrationSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str) -> Response:
        """Approve."""
        return self.answer(services.approve_registration, expected_version=version_of(request))

    @extend_schema(request=EventReasonSerializer, responses=RegistrationSerializer)
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, pk: str) -> Response:
        """Decline with a reason."""
        data = checked(EventReasonSerializer(data=request.data))
        return self.answer(services.reject_registration, reason=data["reason"], expected_version=data["version"])

    @extend_schema(request=None, responses=RegistrationSerializer)
    @action(detail=True, methods=["post"], url_path="check-in")
    def check_in(self, request: Request, pk: str) -> Response:
        """Let the person in."""
        return self.answer(services.check_in)

    @extend_schema(request=None, responses=RegistrationSerializer)
    @action(detail=True, methods=["post"], url_path="undo-check-in")
    def undo_check_in(self, request: Request, pk: str) -> Response:
        """Take the check-in back."""
        return self.answer(services.undo_check_in)

    @extend_schema(request=None, responses=RegistrationSerializer)
    @action(detail=True, methods=["post"], url_path="mark-absent")
    def mark_absent(self, request: Request, pk: str) -> Response:
        """Note that the person did not come."""
        return self.answer(services.mark_absent)


def checked(serializer: Any) -> dict[str, Any]:
    """The values of a body. Raises DRF's ``ValidationError``."""
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def version_of(request: Request) -> int | None:
    """The version that the caller read, where the body says so."""
    version: int | None = checked(EventVersionSerializer(data=request.data))["version"]
    return version

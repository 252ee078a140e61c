"""Guests, questions, kept-back places and who did not come, as JSON: mixed into the views of events and registrations."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.core.policies import Action
from clusterkit.events import actions as acts
from clusterkit.events import services
from clusterkit.events.api.serializers.registrations import RegistrationSerializer
from clusterkit.events.enums import SeatMode
from clusterkit.events.selectors import registrations_for
from clusterkit.events.selectors.answers import asked_form
from clusterkit.questionnaires.api.serializers import AskedSerializer

EVENT_ACTIONS: dict[str, Action] = {
    "questions": acts.VIEW,
    "form": acts.MANAGE,
    "give_reserved": acts.PROMOTE,
    "mark_rest_absent": acts.CHECK_IN,
}
REGISTRATION_ACTIONS: dict[str, Action] = {"guests": acts.BRING_GUESTS, "give_reserved": acts.PROMOTE}


class BringGuestSerializer(serializers.Serializer[Any]):
    """A guest; without ``mode`` he takes part as who brings him."""

    name = serializers.CharField(max_length=150)
    organisation = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    mode = serializers.ChoiceField(choices=SeatMode.choices, required=False, default="")


class GiveReservedSerializer(serializers.Serializer[Any]):
    """To whom a kept-back place goes."""

    email = serializers.EmailField(max_length=254)
    mode = serializers.ChoiceField(choices=SeatMode.choices)


class ExpectedSerializer(serializers.Serializer[Any]):
    """The number that was looked at; another one is refused."""

    expected = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=0)


class MarkedSerializer(serializers.Serializer[Any]):
    """How many were marked."""

    marked = serializers.IntegerField()


class EventFormSerializer(serializers.Serializer[Any]):
    """The form with the event's questions: edit it at ``/api/v1/questionnaires/{form}/``."""

    form = serializers.IntegerField()


if TYPE_CHECKING:
    from clusterkit.core.api.viewsets import ClusterViewSet as Base
else:
    Base = object


def _checked(serializer: Any) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


class EventRegistering(Base):
    """What concerns all registrations of an event."""

    @extend_schema(responses=AskedSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def questions(self, request: Request, pk: str) -> Response:
        """What is asked of who registers; answers are sent by the codes."""
        return Response(AskedSerializer(asked_form(self.get_object()).questions, many=True).data)

    @extend_schema(request=None, responses=EventFormSerializer)
    @action(detail=True, methods=["post"])
    def form(self, request: Request, pk: str) -> Response:
        """The form with the event's questions; it is made where there is none."""
        form = services.form_of(actor=self.viewer, event=self.get_object())
        return Response(EventFormSerializer({"form": form.pk}).data)

    @extend_schema(request=GiveReservedSerializer, responses={201: RegistrationSerializer})
    @action(detail=True, methods=["post"], url_path="give-reserved")
    def give_reserved(self, request: Request, pk: str) -> Response:
        """Give a kept-back place to the person with this address."""
        data = _checked(GiveReservedSerializer(data=request.data))
        row = services.give_reserved_to(actor=self.viewer, event=self.get_object(), **data)
        found = registrations_for(self.viewer).get(pk=row.pk)
        return Response(RegistrationSerializer(found).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=ExpectedSerializer, responses=MarkedSerializer)
    @action(detail=True, methods=["post"], url_path="mark-rest-absent")
    def mark_rest_absent(self, request: Request, pk: str) -> Response:
        """After the end: everybody with a place who was not checked in did not come."""
        data = _checked(ExpectedSerializer(data=request.data))
        number = services.mark_rest_absent(actor=self.viewer, event=self.get_object(), expected=data["expected"])
        return Response(MarkedSerializer({"marked": number}).data)


class RegistrationRegistering(Base):
    """What concerns one registration."""

    if TYPE_CHECKING:
        answer: Callable[..., Response]

    @extend_schema(request=BringGuestSerializer, responses={201: RegistrationSerializer})
    @action(detail=True, methods=["post"])
    def guests(self, request: Request, pk: str) -> Response:
        """Bring a guest: the answer is his registration."""
        data = _checked(BringGuestSerializer(data=request.data))
        response = self.answer(services.bring_guest, **data)
        response.status_code = status.HTTP_201_CREATED
        return response

    @extend_schema(request=None, responses=RegistrationSerializer)
    @action(detail=True, methods=["post"], url_path="give-reserved")
    def give_reserved(self, request: Request, pk: str) -> Response:
        """Give a kept-back place to who waits."""
        return self.answer(services.give_reserved)

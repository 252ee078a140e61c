"""One's own data as JSON's neighbours: the archive to take home, and being erased."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.adapter import get_adapter
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import Http404
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clusterkit.accounts.actions import ERASE_PERSON, MANAGE_OWN, TAKE_DATA
from clusterkit.accounts.api.serializers import (
    ErasureSerializer,
    OfficeErasureSerializer,
    OutlookSerializer,
    PasswordSerializer,
)
from clusterkit.accounts.forms.own import WRONG_ADDRESS, OfficeErasureForm
from clusterkit.accounts.selectors import email_of, outlook_of
from clusterkit.accounts.services.erasure import erase_person, erasure_obstacle
from clusterkit.accounts.services.export import take_data
from clusterkit.accounts.views.data import archive_response
from clusterkit.core.api.viewsets import PolicyPermission, viewer_of_request
from clusterkit.core.erased import is_erased_address
from clusterkit.core.policies import Actor, visible_to


class Data(APIView):
    """Everything the site holds about the person who asks."""

    policy_action = TAKE_DATA
    permission_classes = (PolicyPermission,)

    @extend_schema(
        operation_id="me_data", request=PasswordSerializer, responses={(200, "application/zip"): OpenApiTypes.BINARY}
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Your data as a ZIP. It asks for your password, and answers 429 when you took them several times today."""
        serializer = PasswordSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        _check_password(request, serializer.validated_data["password"])
        return archive_response(take_data(actor=viewer_of_request(request)))


class Erasure(APIView):
    """Being erased from this cluster."""

    policy_action = MANAGE_OWN
    permission_classes = (PolicyPermission,)

    @extend_schema(operation_id="me_erasure_outlook", responses=OutlookSerializer)
    def get(self, request: Request) -> Response:
        """What goes and what stays, and what you have to do first."""
        return Response(_outlook(viewer_of_request(request), cast(int, request.user.pk)))

    @extend_schema(operation_id="me_erase", request=ErasureSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        """Erase your account for good."""
        serializer = ErasureSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        user = cast(AbstractBaseUser, request.user)
        _check_address(user, serializer.validated_data["confirmation"])
        _check_password(request, serializer.validated_data["password"])
        erase_person(user_id=user.pk, actor=viewer_of_request(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class PersonErasure(APIView):
    """Erasing somebody on his request."""

    policy_action = ERASE_PERSON
    permission_classes = (PolicyPermission,)

    @extend_schema(operation_id="people_erasure_outlook", responses=OutlookSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """What goes and what stays, and what has to be done first."""
        return Response(_outlook(viewer_of_request(request), self._person(request, pk).pk))

    @extend_schema(operation_id="people_erase", request=OfficeErasureSerializer, responses={204: None})
    def post(self, request: Request, pk: int) -> Response:
        """Erase the person for good."""
        user = self._person(request, pk)
        serializer = OfficeErasureSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        form = OfficeErasureForm(serializer.validated_data, user=user)
        if not form.is_valid():
            raise serializers.ValidationError(
                {name: [str(text) for text in texts] for name, texts in form.errors.items()}
            )
        erase_person(user_id=user.pk, actor=viewer_of_request(request), reason=form.cleaned_data["reason"])
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _person(self, request: Request, pk: int) -> AbstractBaseUser:
        people = visible_to(viewer_of_request(request), get_user_model()._default_manager.all())
        user = people.filter(pk=pk).first()
        if user is None or is_erased_address(email_of(user)):
            raise Http404
        return cast(AbstractBaseUser, user)


def _outlook(viewer: Actor, user_id: int) -> dict[str, Any]:
    outlook = outlook_of(viewer)
    return {
        "goes": [str(line.text) for line in outlook if not line.stays],
        "stays": [str(line.text) for line in outlook if line.stays],
        "obstacle": str(erasure_obstacle(user_id=user_id, actor=viewer)),
    }


def _check_address(user: AbstractBaseUser, typed: str) -> None:
    if typed.lower() != email_of(user).lower():
        raise serializers.ValidationError({"confirmation": [WRONG_ADDRESS]})


def _check_password(request: Request, password: str) -> None:
    """The same counted check as at the sign-in. A person without a password has nothing to give here."""
    try:
        right = get_adapter().reauthenticate(cast(AbstractBaseUser, request.user), password)
    except ValidationError as error:  # too many attempts
        raise serializers.ValidationError({"password": error.messages}) from error
    if not right:
        raise serializers.ValidationError({"password": [str(get_adapter().error_messages["incorrect_password"])]})

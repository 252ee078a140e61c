"""The person's own account: read and change the profile, give and withdraw consents."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clusterkit.accounts import services
from clusterkit.accounts.actions import MANAGE_OWN
from clusterkit.accounts.api.serializers import ConsentSerializer, ConsentVersionSerializer, MeSerializer
from clusterkit.accounts.consents import Purpose, purposes
from clusterkit.accounts.selectors import consents_of, email_of, name_of, profile_of, tags_of
from clusterkit.core.api.viewsets import PolicyPermission, viewer_of_request


class Me(APIView):
    """The person who asks."""

    policy_action = MANAGE_OWN
    permission_classes = (PolicyPermission,)

    @extend_schema(operation_id="me_retrieve", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """Your profile in this cluster."""
        return Response(self._me(request))

    @extend_schema(operation_id="me_update", request=MeSerializer(partial=True), responses=MeSerializer)
    def patch(self, request: Request) -> Response:
        """Change parts of it."""
        serializer = MeSerializer(data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        services.edit_profile(actor=viewer_of_request(request), **serializer.validated_data)
        cast(AbstractBaseUser, request.user).refresh_from_db()
        return Response(self._me(request))

    def _me(self, request: Request) -> dict[str, Any]:
        viewer, user = viewer_of_request(request), cast(AbstractBaseUser, request.user)
        profile = profile_of(user.pk)
        return dict(
            MeSerializer(
                {
                    "id": user.pk,
                    "email": email_of(user),
                    "name": name_of(user),
                    **{name: getattr(profile, name) for name in services.PROFILE_FIELDS},
                    **tags_of(user.pk),
                    "tier": viewer.tier,
                    "organisations": sorted(viewer.organisation_ids),
                }
            ).data
        )


class Consents(APIView):
    """What the person agreed to."""

    policy_action = MANAGE_OWN
    permission_classes = (PolicyPermission,)

    @extend_schema(operation_id="me_consents_list", responses=ConsentSerializer(many=True))
    def get(self, request: Request) -> Response:
        """All purposes with their present texts."""
        return Response(ConsentSerializer(consents_of(viewer_of_request(request)), many=True).data)


class OneConsent(APIView):
    """One purpose."""

    policy_action = MANAGE_OWN
    permission_classes = (PolicyPermission,)

    @extend_schema(operation_id="me_consents_give", request=ConsentVersionSerializer, responses=ConsentSerializer)
    def put(self, request: Request, purpose: str) -> Response:
        """Agree to the version of the text that you read."""
        serializer = ConsentVersionSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        wanted, viewer = self._purpose(purpose), viewer_of_request(request)
        version = serializer.validated_data["version"]
        services.give_consent(actor=viewer, purpose=wanted, version=version, page=request.path)
        state = next(state for state in consents_of(viewer) if state.purpose == wanted)
        return Response(ConsentSerializer(state).data)

    @extend_schema(operation_id="me_consents_withdraw", responses={204: None})
    def delete(self, request: Request, purpose: str) -> Response:
        """Withdraw it. Without a required one your account is closed."""
        services.withdraw_consent(actor=viewer_of_request(request), purpose=self._purpose(purpose), page=request.path)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _purpose(self, code: str) -> Purpose:
        purpose = purposes.get(code)
        if purpose is None:
            raise Http404
        return purpose

"""Invitations: the same selectors, policies and services as the pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.core.api.viewsets import ReadViewSet
from clusterkit.core.policies import visible_to
from clusterkit.directory.actions import (
    ACCEPT_INVITATION,
    INVITE,
    RESEND_INVITATION,
    REVOKE_INVITATION,
    VIEW_INVITATIONS,
)
from clusterkit.directory.api import serializers as shapes
from clusterkit.directory.api.reading import read
from clusterkit.directory.models import Invitation, Organisation
from clusterkit.directory.selectors import invitations
from clusterkit.directory.services import accept_invitation, invite, resend_invitation, revoke_invitation


class InvitationViewSet(ReadViewSet):
    """Whom the organisations that you look after invited by e-mail."""

    policy_actions: ClassVar[Any] = {
        "list": VIEW_INVITATIONS,
        "retrieve": VIEW_INVITATIONS,
        "create": INVITE,
        "resend": RESEND_INVITATION,
        "revoke": REVOKE_INVITATION,
        "accept": ACCEPT_INVITATION,
    }
    model = Invitation
    queryset = Invitation.objects.none()
    serializer_class = shapes.InvitationSerializer

    def get_rows(self) -> QuerySet[Invitation]:
        """What the viewer sees."""
        return invitations(self.viewer)

    def answer(self, invitation: Invitation, *, status: int = 200) -> Response:
        """The invitation as it is now."""
        return Response(shapes.InvitationSerializer(invitation).data, status=status)

    @extend_schema(request=shapes.InvitationWrite, responses={201: shapes.InvitationSerializer})
    def create(self, request: Request) -> Response:
        """Invite somebody by e-mail. The answer is the same whether or not the address is known here."""
        given = dict(read(shapes.InvitationWrite, request))
        wanted = visible_to(self.viewer, Organisation.objects.filter(pk=given.pop("organisation"))).first()
        if wanted is None:
            raise Http404
        return self.answer(invite(organisation=wanted, actor=self.viewer, **given), status=201)

    @extend_schema(request=None, responses=shapes.InvitationSerializer)
    @action(detail=True, methods=["post"])
    def resend(self, request: Request, pk: str | None = None) -> Response:
        """Send a new link; the one of the earlier mail opens nothing any more."""
        return self.answer(resend_invitation(invitation=self.get_object(), actor=self.viewer))

    @extend_schema(request=None, responses=shapes.InvitationSerializer)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, pk: str | None = None) -> Response:
        """Take the invitation back."""
        return self.answer(revoke_invitation(invitation=self.get_object(), actor=self.viewer))

    @extend_schema(request=shapes.InvitationAccept, responses=shapes.AffiliationSerializer)
    @action(detail=False, methods=["post"])
    def accept(self, request: Request) -> Response:
        """Accept an invitation that went to your confirmed address."""
        given = read(shapes.InvitationAccept, request)
        row = accept_invitation(actor=self.viewer, page=request.path, **given)
        return Response(shapes.AffiliationSerializer(row).data)

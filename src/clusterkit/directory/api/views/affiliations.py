"""Affiliations: the same selectors, policies and services as the pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.accounts.selectors import has_consent
from clusterkit.core.api.viewsets import ReadViewSet
from clusterkit.core.exceptions import InvalidInput
from clusterkit.core.policies import visible_to
from clusterkit.directory.actions import (
    CHANGE_ROLE,
    CHOOSE,
    CONFIRM,
    DECLINE,
    DESCRIBE,
    END,
    REQUEST,
    VIEW_AFFILIATIONS,
    WITHDRAW,
)
from clusterkit.directory.api import serializers as shapes
from clusterkit.directory.api.reading import read
from clusterkit.directory.consents import LISTED
from clusterkit.directory.filters import AffiliationFilter
from clusterkit.directory.models import Affiliation, Organisation
from clusterkit.directory.selectors import affiliations, handover_of
from clusterkit.directory.services import (
    change_role,
    choose_organisation,
    confirm_affiliation,
    decline_affiliation,
    describe_affiliation,
    end_affiliation,
    request_affiliation,
    withdraw_affiliation,
)


class AffiliationViewSet(ReadViewSet):
    """Who acts for which organisation, among those you may see."""

    policy_actions: ClassVar[Any] = {
        "list": VIEW_AFFILIATIONS,
        "retrieve": VIEW_AFFILIATIONS,
        "create": REQUEST,
        "partial_update": DESCRIBE,
        "confirm": CONFIRM,
        "decline": DECLINE,
        "withdraw": WITHDRAW,
        "end": END,
        "handover": END,
        "role": CHANGE_ROLE,
        "choose": CHOOSE,
    }
    model = Affiliation
    queryset = Affiliation.objects.none()
    serializer_class = shapes.AffiliationSerializer
    filterset_class = AffiliationFilter

    def get_rows(self) -> QuerySet[Affiliation]:
        """What the viewer sees."""
        return affiliations(self.viewer)

    def answer(self, affiliation: Affiliation, *, status: int = 200) -> Response:
        """The affiliation as it is now."""
        return Response(shapes.AffiliationSerializer(affiliation).data, status=status)

    @extend_schema(request=shapes.AffiliationRequest, responses={201: shapes.AffiliationSerializer})
    def create(self, request: Request) -> Response:
        """Ask to act for an organisation."""
        given = dict(read(shapes.AffiliationRequest, request))
        wanted = visible_to(self.viewer, Organisation.objects.filter(pk=given.pop("organisation"))).first()
        if wanted is None:
            raise Http404
        row = request_affiliation(organisation=wanted, actor=self.viewer, page=request.path, **given)
        return self.answer(row, status=201)

    @extend_schema(request=shapes.OwnPlace, responses=shapes.AffiliationSerializer)
    def partial_update(self, request: Request, pk: str | None = None) -> Response:
        """Change your own position, and whether you are shown."""
        row = self.get_object()
        own = {"position": row.position, "is_listed": row.is_listed and has_consent(row.user_id, LISTED)}
        given = {**own, **read(shapes.OwnPlace, request, partial=True)}
        return self.answer(describe_affiliation(affiliation=row, actor=self.viewer, page=request.path, **given))

    @extend_schema(request=shapes.ConfirmDecision, responses=shapes.AffiliationSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str | None = None) -> Response:
        """Yes, the person acts for the organisation."""
        given = read(shapes.ConfirmDecision, request)
        return self.answer(
            confirm_affiliation(
                affiliation=self.get_object(),
                actor=self.viewer,
                role=given["role"],
                expected_version=given.get("version"),
            )
        )

    @extend_schema(request=shapes.ReasonDecision, responses=shapes.AffiliationSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: str | None = None) -> Response:
        """No, with a reason."""
        given = read(shapes.ReasonDecision, request)
        return self.answer(
            decline_affiliation(
                affiliation=self.get_object(),
                actor=self.viewer,
                reason=given["reason"],
                expected_version=given.get("version"),
            )
        )

    @extend_schema(request=shapes.Decision, responses=shapes.AffiliationSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str | None = None) -> Response:
        """Take your own request back."""
        version = read(shapes.Decision, request).get("version")
        return self.answer(
            withdraw_affiliation(affiliation=self.get_object(), actor=self.viewer, expected_version=version)
        )

    @extend_schema(request=shapes.EndDecision, responses=shapes.AffiliationSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str | None = None) -> Response:
        """The person, or you, acts for the organisation no longer."""
        given = read(shapes.EndDecision, request)
        return self.answer(
            end_affiliation(
                affiliation=self.get_object(),
                actor=self.viewer,
                reason=given["reason"],
                successor=self._successor(given.get("successor")),
                expected_version=given.get("version"),
            )
        )

    def _successor(self, key: int | None) -> Affiliation | None:
        if key is None:
            return None
        found = self.get_rows().filter(pk=key).first()
        if found is None:
            raise InvalidInput(_("Choose somebody who acts for this organisation."), field="successor")
        return found

    @extend_schema(request=None, responses=shapes.HandoverSerializer)
    @action(detail=True, methods=["get"])
    def handover(self, request: Request, pk: str | None = None) -> Response:
        """What the person, or you, would hand over by leaving, and who may take it."""
        return Response(shapes.HandoverSerializer(handover_of(self.viewer, self.get_object())).data)

    @extend_schema(request=shapes.RoleDecision, responses=shapes.AffiliationSerializer)
    @action(detail=True, methods=["post"])
    def role(self, request: Request, pk: str | None = None) -> Response:
        """Change the person's role."""
        given = read(shapes.RoleDecision, request)
        return self.answer(
            change_role(
                affiliation=self.get_object(),
                actor=self.viewer,
                role=given["role"],
                expected_version=given.get("version"),
            )
        )

    @extend_schema(request=None, responses=shapes.AffiliationSerializer)
    @action(detail=True, methods=["post"])
    def choose(self, request: Request, pk: str | None = None) -> Response:
        """Act for this organisation from now on, where no header X-Acting-Organisation names another one of yours."""
        row = self.get_object()
        return self.answer(choose_organisation(organisation_id=row.organisation_id, actor=self.viewer))

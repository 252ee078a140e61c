"""The directory's API: the same selectors, policies and services as the pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from clusterkit.core.api.viewsets import ReadViewSet
from clusterkit.core.policies import visible_to
from clusterkit.directory.actions import (
    CHANGE_ROLE,
    CONFIRM,
    CREATE,
    DECLINE,
    DESCRIBE,
    EDIT,
    END,
    PUBLISH,
    REQUEST,
    VIEW,
    VIEW_AFFILIATIONS,
    WITHDRAW,
)
from clusterkit.directory.api import serializers as shapes
from clusterkit.directory.filters import AffiliationFilter, OrganisationFilter
from clusterkit.directory.models import Affiliation, Organisation, Sector
from clusterkit.directory.selectors import affiliations, organisation_card, organisations
from clusterkit.directory.services import (
    CapabilityRow,
    ContactRow,
    change_role,
    confirm_affiliation,
    create_organisation,
    decline_affiliation,
    describe_affiliation,
    end_affiliation,
    publish_organisation,
    request_affiliation,
    set_capabilities,
    set_contacts,
    unpublish_organisation,
    update_organisation,
    withdraw_affiliation,
)


def _read(serializer: type[Serializer[Any]], request: Request, **kwargs: Any) -> Any:
    given = serializer(data=request.data, **kwargs)
    given.is_valid(raise_exception=True)
    return given.validated_data


class SectorViewSet(ReadViewSet):
    """The fields of work of this cluster."""

    policy_actions = {"list": VIEW, "retrieve": VIEW}
    model = Sector
    queryset = Sector.objects.none()
    serializer_class = shapes.SectorSerializer
    cursor_ordering = ("order", "code")


class OrganisationViewSet(ReadViewSet):
    """The participants. One organisation is as deep as your tier reaches."""

    policy_actions: ClassVar[Any] = {
        "list": VIEW,
        "retrieve": VIEW,
        "create": CREATE,
        "partial_update": EDIT,
        "capabilities": EDIT,
        "contacts": EDIT,
        "publish": PUBLISH,
        "unpublish": PUBLISH,
    }
    model = Organisation
    queryset = Organisation.objects.none()
    serializer_class = shapes.OrganisationSerializer
    filterset_class = OrganisationFilter
    cursor_ordering = ("sort_key", "pk")

    def get_rows(self) -> QuerySet[Organisation]:
        """What the viewer sees."""
        return organisations(self.viewer)

    def answer(self, organisation: Organisation, *, status: int = 200) -> Response:
        """The card of *organisation*, read anew."""
        fresh = organisations(self.viewer).filter(pk=organisation.pk).first()
        if fresh is None:
            raise Http404
        context = {**self.get_serializer_context(), "card": organisation_card(self.viewer, fresh)}
        return Response(shapes.OrganisationCardSerializer(fresh, context=context).data, status=status)

    @extend_schema(responses=shapes.OrganisationCardSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One organisation, as deep as you see it."""
        return self.answer(self.get_object())

    @extend_schema(request=shapes.OrganisationRegister, responses={201: shapes.OrganisationSerializer})
    def create(self, request: Request) -> Response:
        """Register an organisation; you become its admin."""
        made = create_organisation(actor=self.viewer, **_read(shapes.OrganisationRegister, request))
        # The standing of this request is older than the new affiliation, so the card would not open yet.
        return Response(shapes.OrganisationSerializer(made).data, status=201)

    @extend_schema(request=shapes.OrganisationChange, responses=shapes.OrganisationCardSerializer)
    def partial_update(self, request: Request, pk: str | None = None) -> Response:
        """Change what you give."""
        organisation = self.get_object()
        given = _read(shapes.OrganisationChange, request, partial=True)
        return self.answer(update_organisation(organisation=organisation, actor=self.viewer, **given))

    @extend_schema(
        request=shapes.CapabilitySerializer(many=True), responses=shapes.CapabilitySerializer(many=True), filters=False
    )
    @action(detail=True, methods=["put"], pagination_class=None, filterset_class=None)
    def capabilities(self, request: Request, pk: str | None = None) -> Response:
        """Let this list be all that the organisation offers."""
        rows = [CapabilityRow(**row) for row in _read(shapes.CapabilitySerializer, request, many=True)]
        kept = set_capabilities(organisation=self.get_object(), actor=self.viewer, rows=rows)
        return Response(shapes.CapabilitySerializer(kept, many=True).data)

    @extend_schema(
        request=shapes.ContactSerializer(many=True), responses=shapes.ContactSerializer(many=True), filters=False
    )
    @action(detail=True, methods=["put"], pagination_class=None, filterset_class=None)
    def contacts(self, request: Request, pk: str | None = None) -> Response:
        """Let this list be all the contacts of the organisation."""
        rows = [ContactRow(**row) for row in _read(shapes.ContactSerializer, request, many=True)]
        kept = set_contacts(organisation=self.get_object(), actor=self.viewer, rows=rows)
        return Response(shapes.ContactSerializer(kept, many=True).data)

    @extend_schema(request=None, responses=shapes.OrganisationCardSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str | None = None) -> Response:
        """Show it on the site."""
        return self.answer(publish_organisation(organisation=self.get_object(), actor=self.viewer))

    @extend_schema(request=None, responses=shapes.OrganisationCardSerializer)
    @action(detail=True, methods=["post"])
    def unpublish(self, request: Request, pk: str | None = None) -> Response:
        """Hide it."""
        return self.answer(unpublish_organisation(organisation=self.get_object(), actor=self.viewer))


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
        "role": CHANGE_ROLE,
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
        given = dict(_read(shapes.AffiliationRequest, request))
        wanted = visible_to(self.viewer, Organisation.objects.filter(pk=given.pop("organisation"))).first()
        if wanted is None:
            raise Http404
        return self.answer(request_affiliation(organisation=wanted, actor=self.viewer, **given), status=201)

    @extend_schema(request=shapes.OwnPlace, responses=shapes.AffiliationSerializer)
    def partial_update(self, request: Request, pk: str | None = None) -> Response:
        """Change your own position, and whether you are shown."""
        row = self.get_object()
        own = {"position": row.position, "is_listed": row.is_listed}
        given = {**own, **_read(shapes.OwnPlace, request, partial=True)}
        return self.answer(describe_affiliation(affiliation=row, actor=self.viewer, **given))

    @extend_schema(request=shapes.ConfirmDecision, responses=shapes.AffiliationSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str | None = None) -> Response:
        """Yes, the person acts for the organisation."""
        given = _read(shapes.ConfirmDecision, request)
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
        given = _read(shapes.ReasonDecision, request)
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
        version = _read(shapes.Decision, request).get("version")
        return self.answer(
            withdraw_affiliation(affiliation=self.get_object(), actor=self.viewer, expected_version=version)
        )

    @extend_schema(request=shapes.EndDecision, responses=shapes.AffiliationSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str | None = None) -> Response:
        """The person, or you, acts for the organisation no longer."""
        given = _read(shapes.EndDecision, request)
        return self.answer(
            end_affiliation(
                affiliation=self.get_object(),
                actor=self.viewer,
                reason=given["reason"],
                expected_version=given.get("version"),
            )
        )

    @extend_schema(request=shapes.RoleDecision, responses=shapes.AffiliationSerializer)
    @action(detail=True, methods=["post"])
    def role(self, request: Request, pk: str | None = None) -> Response:
        """Change the person's role."""
        given = _read(shapes.RoleDecision, request)
        return self.answer(
            change_role(
                affiliation=self.get_object(),
                actor=self.viewer,
                role=given["role"],
                expected_version=given.get("version"),
            )
        )

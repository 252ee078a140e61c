"""Organisations and sectors: the same selectors, policies and services as the pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.core.api.viewsets import ReadViewSet
from clusterkit.directory.actions import (
    CREATE,
    EDIT,
    PUBLISH,
    VIEW,
)
from clusterkit.directory.api import serializers as shapes
from clusterkit.directory.api.reading import read
from clusterkit.directory.filters import OrganisationFilter
from clusterkit.directory.models import Organisation, Sector
from clusterkit.directory.selectors import organisation_card, organisations
from clusterkit.directory.services import (
    CapabilityRow,
    ContactRow,
    create_organisation,
    publish_organisation,
    set_capabilities,
    set_contacts,
    unpublish_organisation,
    update_organisation,
)


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
        made = create_organisation(actor=self.viewer, **read(shapes.OrganisationRegister, request))
        # The standing of this request is older than the new affiliation, so the card would not open yet.
        return Response(shapes.OrganisationSerializer(made).data, status=201)

    @extend_schema(request=shapes.OrganisationChange, responses=shapes.OrganisationCardSerializer)
    def partial_update(self, request: Request, pk: str | None = None) -> Response:
        """Change what you give."""
        organisation = self.get_object()
        given = read(shapes.OrganisationChange, request, partial=True)
        return self.answer(update_organisation(organisation=organisation, actor=self.viewer, **given))

    @extend_schema(
        request=shapes.CapabilitySerializer(many=True), responses=shapes.CapabilitySerializer(many=True), filters=False
    )
    @action(detail=True, methods=["put"], pagination_class=None, filterset_class=None)
    def capabilities(self, request: Request, pk: str | None = None) -> Response:
        """Let this list be all that the organisation offers."""
        rows = [CapabilityRow(**row) for row in read(shapes.CapabilitySerializer, request, many=True)]
        kept = set_capabilities(organisation=self.get_object(), actor=self.viewer, rows=rows)
        return Response(shapes.CapabilitySerializer(kept, many=True).data)

    @extend_schema(
        request=shapes.ContactSerializer(many=True), responses=shapes.ContactSerializer(many=True), filters=False
    )
    @action(detail=True, methods=["put"], pagination_class=None, filterset_class=None)
    def contacts(self, request: Request, pk: str | None = None) -> Response:
        """Let this list be all the contacts of the organisation."""
        rows = [ContactRow(**row) for row in read(shapes.ContactSerializer, request, many=True)]
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

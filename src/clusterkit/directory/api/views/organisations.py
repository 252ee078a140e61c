"""Organisations: the same selectors, policies and services as the pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.audit.wording import log_entries
from clusterkit.core.api.viewsets import ReadViewSet
from clusterkit.core.exceptions import InvalidInput, NotPermitted
from clusterkit.directory.actions import CREATE, EDIT, MERGE, PUBLISH, VIEW, VIEW_HISTORY
from clusterkit.directory.api import serializers as shapes
from clusterkit.directory.api.reading import read
from clusterkit.directory.filters import OrganisationFilter
from clusterkit.directory.models import Organisation
from clusterkit.directory.selectors import completeness, history, organisation_card, organisations
from clusterkit.directory.services import (
    CapabilityRow,
    CertificateRow,
    ContactRow,
    PictureRow,
    ProductRow,
    add_picture,
    create_organisation,
    merge_organisations,
    publish_organisation,
    set_capabilities,
    set_certificates,
    set_contacts,
    set_pictures,
    set_products,
    unpublish_organisation,
    update_organisation,
)


class OrganisationViewSet(ReadViewSet):
    """The participants. One organisation is as deep as your tier reaches."""

    policy_actions: ClassVar[Any] = {
        "list": VIEW,
        "retrieve": VIEW,
        "create": CREATE,
        "partial_update": EDIT,
        "capabilities": EDIT,
        "products": EDIT,
        "certificates": EDIT,
        "pictures": EDIT,
        "add_picture": EDIT,
        "contacts": EDIT,
        "completeness": EDIT,
        "history": VIEW_HISTORY,
        "merge": MERGE,
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
        return organisations(self.viewer).prefetch_related("profiles")

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
        request=shapes.ProductSerializer(many=True), responses=shapes.ProductSerializer(many=True), filters=False
    )
    @action(detail=True, methods=["put"], pagination_class=None, filterset_class=None)
    def products(self, request: Request, pk: str | None = None) -> Response:
        """Let this list be all that the organisation makes."""
        rows = [ProductRow(**row) for row in read(shapes.ProductSerializer, request, many=True)]
        kept = set_products(organisation=self.get_object(), actor=self.viewer, rows=rows)
        return Response(shapes.ProductSerializer(kept, many=True).data)

    @extend_schema(
        request=shapes.CertificateSerializer(many=True),
        responses=shapes.CertificateSerializer(many=True),
        filters=False,
    )
    @action(detail=True, methods=["put"], pagination_class=None, filterset_class=None)
    def certificates(self, request: Request, pk: str | None = None) -> Response:
        """Let this list be all certificates of the organisation."""
        rows = [CertificateRow(**row) for row in read(shapes.CertificateSerializer, request, many=True)]
        kept = set_certificates(organisation=self.get_object(), actor=self.viewer, rows=rows)
        return Response(shapes.CertificateSerializer(kept, many=True).data)

    @extend_schema(request=shapes.PictureOrder(many=True), responses=shapes.PictureSerializer(many=True), filters=False)
    @action(detail=True, methods=["put"], pagination_class=None, filterset_class=None)
    def pictures(self, request: Request, pk: str | None = None) -> Response:
        """Let these pictures be the gallery, in this order; others are taken away."""
        rows = [PictureRow(row["alt"], row["id"]) for row in read(shapes.PictureOrder, request, many=True)]
        kept = set_pictures(organisation=self.get_object(), actor=self.viewer, rows=rows)
        return Response(shapes.PictureSerializer(kept, many=True).data)

    @extend_schema(
        request={"multipart/form-data": shapes.PictureUpload}, responses={201: shapes.PictureSerializer}, filters=False
    )
    @pictures.mapping.post
    def add_picture(self, request: Request, pk: str | None = None) -> Response:
        """Add a picture to the end of the gallery."""
        organisation = self.get_object()
        given = read(shapes.PictureUpload, request)
        added = add_picture(organisation=organisation, actor=self.viewer, upload=given["file"], alt=given["alt"])
        return Response(shapes.PictureSerializer(added).data, status=201)

    @extend_schema(responses=shapes.CompletenessSerializer, filters=False)
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def completeness(self, request: Request, pk: str | None = None) -> Response:
        """What the page lacks, for who edits it."""
        found = completeness(self.viewer, self.get_object())
        if found is None:
            raise NotPermitted
        return Response(shapes.CompletenessSerializer(found).data)

    @extend_schema(responses=shapes.HistorySerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], filterset_class=None, cursor_ordering=("-pk",))
    def history(self, request: Request, pk: str | None = None) -> Response:
        """Who changed what, newest first, for its admins and coordinators."""
        page = self.paginate_queryset(history(self.viewer, self.get_object()))
        return self.get_paginated_response(
            shapes.HistorySerializer(log_entries(page or [], self.viewer), many=True).data
        )

    @extend_schema(request=shapes.MergeWrite, responses=shapes.OrganisationCardSerializer)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: str | None = None) -> Response:
        """Merge another organisation into this one. Both become one; this cannot be undone."""
        given = dict(read(shapes.MergeWrite, request))
        other = self.get_rows().filter(pk=given.pop("merged")).first()
        if other is None:
            raise InvalidInput(_("There is no such organisation."), field="merged")
        kept = merge_organisations(survivor=self.get_object(), merged=other, actor=self.viewer, **given)
        return self.answer(kept)

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

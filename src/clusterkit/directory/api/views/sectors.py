"""Sectors and profiles: everybody reads them, coordinators keep the list."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.core.api.viewsets import ReadViewSet
from clusterkit.core.policies import visible_to
from clusterkit.directory.actions import MANAGE_SECTORS, VIEW
from clusterkit.directory.api import serializers as shapes
from clusterkit.directory.api.reading import read
from clusterkit.directory.models import Profile, Sector
from clusterkit.directory.selectors import taxonomy
from clusterkit.directory.services import (
    create_profile,
    create_sector,
    delete_profile,
    delete_sector,
    update_profile,
    update_sector,
)

_ACTIONS = {
    "list": VIEW,
    "retrieve": VIEW,
    "create": MANAGE_SECTORS,
    "partial_update": MANAGE_SECTORS,
    "destroy": MANAGE_SECTORS,
}


class SectorViewSet(ReadViewSet):
    """The fields of work of this cluster, with the profiles in each."""

    policy_actions: ClassVar[Any] = _ACTIONS
    model = Sector
    queryset = Sector.objects.none()
    serializer_class = shapes.SectorSerializer
    cursor_ordering = ("order", "code")

    def get_rows(self) -> QuerySet[Sector]:
        """All of them."""
        return taxonomy(self.viewer)

    @extend_schema(request=shapes.SectorWrite, responses={201: shapes.SectorSerializer})
    def create(self, request: Request) -> Response:
        """Add a sector."""
        made = create_sector(actor=self.viewer, **read(shapes.SectorWrite, request))
        return Response(shapes.SectorSerializer(made).data, status=201)

    @extend_schema(request=shapes.SectorWrite, responses=shapes.SectorSerializer)
    def partial_update(self, request: Request, pk: str | None = None) -> Response:
        """Change what you give."""
        sector = self.get_object()
        known = {"code": sector.code, "name": sector.name, "order": sector.order}
        given = {**known, **read(shapes.SectorWrite, request, partial=True)}
        return Response(shapes.SectorSerializer(update_sector(sector=sector, actor=self.viewer, **given)).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str | None = None) -> Response:
        """Take it out of the list, with its profiles."""
        delete_sector(sector=self.get_object(), actor=self.viewer)
        return Response(status=204)


class ProfileViewSet(ReadViewSet):
    """The narrower fields within the sectors of this cluster."""

    policy_actions: ClassVar[Any] = _ACTIONS
    model = Profile
    queryset = Profile.objects.none()
    serializer_class = shapes.ProfileSerializer
    cursor_ordering = ("order", "code")

    def get_rows(self) -> QuerySet[Profile]:
        """All of them."""
        return visible_to(self.viewer, Profile.objects.select_related("sector"))

    @extend_schema(request=shapes.ProfileWrite, responses={201: shapes.ProfileSerializer})
    def create(self, request: Request) -> Response:
        """Add a profile."""
        made = create_profile(actor=self.viewer, **read(shapes.ProfileWrite, request))
        return Response(shapes.ProfileSerializer(made).data, status=201)

    @extend_schema(request=shapes.ProfileWrite, responses=shapes.ProfileSerializer)
    def partial_update(self, request: Request, pk: str | None = None) -> Response:
        """Change what you give."""
        profile = self.get_object()
        known = {"code": profile.code, "name": profile.name, "order": profile.order}
        given = {**known, **read(shapes.ProfileWrite, request, partial=True)}
        return Response(shapes.ProfileSerializer(update_profile(profile=profile, actor=self.viewer, **given)).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str | None = None) -> Response:
        """Take it out of the list."""
        delete_profile(profile=self.get_object(), actor=self.viewer)
        return Response(status=204)

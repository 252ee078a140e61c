"""The exchange's API: the same selectors, policies and services as the pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.core.api.viewsets import ClusterViewSet
from clusterkit.core.exceptions import InvalidInput, NotPermitted
from clusterkit.core.policies import visible_to
from clusterkit.directory.models import Organisation
from clusterkit.ideas import actions, services
from clusterkit.ideas.api import serializers as shapes
from clusterkit.ideas.api.discussion import Discussion
from clusterkit.ideas.api.ideas import Ideas
from clusterkit.ideas.api.listing import ItemListing
from clusterkit.ideas.api.moderation import Moderation
from clusterkit.ideas.api.outcomes import Outcomes
from clusterkit.ideas.api.reading import read_input
from clusterkit.ideas.api.reports import Reporting
from clusterkit.ideas.models import Item
from clusterkit.ideas.selectors import (
    talks,
)


class ItemViewSet(Reporting, Ideas, Discussion, Moderation, Outcomes, ItemListing):
    """Requests, offers and ideas. One item is as deep as your tier reaches."""

    policy_actions: ClassVar[Any] = {
        **Discussion.policy_actions,
        **Moderation.policy_actions,
        **Reporting.policy_actions,
        **Ideas.policy_actions,
        **Outcomes.policy_actions,
        "list": actions.VIEW,
        "retrieve": actions.VIEW,
        "create": actions.DRAFT,
        "partial_update": actions.EDIT,
        "publish": actions.PUBLISH,
        "withdraw": actions.WITHDRAW,
        "renew": actions.RENEW,
        "respond": actions.RESPOND,
    }
    model = Item
    queryset = Item.objects.none()
    serializer_class = shapes.ItemSerializer

    @extend_schema(responses=shapes.ItemViewSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One item, as deep as you see it."""
        return self.answer(self.get_object())

    @extend_schema(request=shapes.ItemDraft, responses={201: shapes.ItemViewSerializer})
    def create(self, request: Request) -> Response:
        """Begin a draft for one of your organisations."""
        given = dict(read_input(shapes.ItemDraft, request))
        given.pop("version", None)
        organisation = _own_organisation(self, given.pop("organisation", None))
        item = services.create_draft(organisation=organisation, fields=given, actor=self.viewer)  # type: ignore[arg-type]
        return self.answer(item, status=201)

    @extend_schema(request=shapes.ItemChange, responses=shapes.ItemViewSerializer)
    def partial_update(self, request: Request, pk: str | None = None) -> Response:
        """Change what you give. A change of an open item may wait for the coordinators: see ``waiting_change``."""
        item = self.get_object()
        given = dict(read_input(shapes.ItemChange, request))
        version = given.pop("version", None)
        services.update_item(item=item, fields=given, actor=self.viewer, expected_version=version)  # type: ignore[arg-type]
        return self.answer(item)

    @extend_schema(request=shapes.ItemVersionSerializer, responses=shapes.ItemViewSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str | None = None) -> Response:
        """Publish, or send to the coordinators."""
        return self._do(services.publish)

    @extend_schema(request=shapes.ItemVersionSerializer, responses=shapes.ItemViewSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str | None = None) -> Response:
        """Take it off the exchange."""
        return self._do(services.withdraw)

    @extend_schema(request=shapes.ItemVersionSerializer, responses=shapes.ItemViewSerializer)
    @action(detail=True, methods=["post"])
    def renew(self, request: Request, pk: str | None = None) -> Response:
        """Prolong it."""
        return self._do(services.renew)

    @extend_schema(
        request=shapes.with_files(shapes.InterestWrite, shapes.InterestWriteFiles),
        responses={201: shapes.InterestSerializer},
    )
    @action(detail=True, methods=["post"], url_path="interests")
    def respond(self, request: Request, pk: str | None = None) -> Response:
        """Answer on behalf of one of your organisations."""
        item = self.get_object()
        given = read_input(shapes.InterestWriteFiles, request)
        organisation = _own_organisation(self, given.get("organisation"))
        interest = services.send_interest(
            item=item,
            organisation=organisation,
            message=given["message"],
            files=given["file"],
            actor=self.viewer,
        )
        fresh = talks(self.viewer).get(pk=interest.pk)
        return Response(shapes.InterestSerializer(fresh, context=self.get_serializer_context()).data, status=201)


def _own_organisation(view: ClusterViewSet, given: int | None) -> Organisation:
    """The one that was given, else the one that the person acts for now."""
    pk = given if given is not None else view.viewer.acting_organisation_id
    if pk is None:
        raise InvalidInput(_("Say for which of your organisations."), field="organisation")
    rows = Organisation.objects.filter(pk__in=view.viewer.organisation_ids)
    found = visible_to(view.viewer, rows).filter(pk=pk).first()
    if found is None:
        raise NotPermitted(field="organisation")
    return found

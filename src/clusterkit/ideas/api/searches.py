"""Your kept searches as JSON."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.core.api.viewsets import ReadViewSet
from clusterkit.ideas import actions, services
from clusterkit.ideas.api.reading import read_input
from clusterkit.ideas.api.serializers.searches import SavedSearchSerializer, SearchChange, SearchWrite
from clusterkit.ideas.models import SavedSearch
from clusterkit.ideas.selectors import own_searches


class SavedSearchViewSet(ReadViewSet):
    """Searches that you keep, and how often you hear of what is new for them."""

    policy_actions: ClassVar[Any] = {
        "list": actions.SAVE_SEARCH,
        "retrieve": actions.SAVE_SEARCH,
        "create": actions.SAVE_SEARCH,
        "partial_update": actions.SAVE_SEARCH,
        "destroy": actions.SAVE_SEARCH,
    }
    model = SavedSearch
    queryset = SavedSearch.objects.none()
    serializer_class = SavedSearchSerializer

    def get_rows(self) -> QuerySet[SavedSearch]:
        """Your own."""
        return own_searches(self.viewer)

    @extend_schema(request=SearchWrite, responses={201: SavedSearchSerializer})
    def create(self, request: Request) -> Response:
        """Keep a search; you hear of what is published from now on."""
        search = services.keep_search(actor=self.viewer, **read_input(SearchWrite, request))
        return Response(SavedSearchSerializer(search).data, status=201)

    @extend_schema(request=SearchChange, responses=SavedSearchSerializer)
    def partial_update(self, request: Request, pk: str | None = None) -> Response:
        """Another name, another rhythm."""
        given = read_input(SearchChange, request)
        search = services.change_search(search=self.get_object(), actor=self.viewer, **given)
        return Response(SavedSearchSerializer(search).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str | None = None) -> Response:
        """Keep it no more."""
        services.remove_search(search=self.get_object(), actor=self.viewer)
        return Response(status=204)

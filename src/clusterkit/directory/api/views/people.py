"""People whom members find by what they know: the same selectors as the pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.accounts.actions import SEE_EXPERTISE
from clusterkit.accounts.enums import TAG_FIELDS
from clusterkit.accounts.models import Expertise
from clusterkit.accounts.selectors import known_tags
from clusterkit.core.api.viewsets import ReadViewSet
from clusterkit.core.policies import OPEN
from clusterkit.directory.api.serializers.people import FoundPersonSerializer, KnownTagsSerializer
from clusterkit.directory.people_filters import PeopleFilter
from clusterkit.directory.selectors.people import people


class PersonViewSet(ReadViewSet):
    """Members who agreed to be found by what they know. Who is no member gets 404."""

    policy_actions: ClassVar[Any] = {"list": OPEN, "retrieve": OPEN, "tags": OPEN}
    model = Expertise
    queryset = Expertise.objects.none()
    serializer_class = FoundPersonSerializer
    filterset_class = PeopleFilter
    lookup_field = "user_id"
    lookup_url_kwarg = "pk"
    lookup_value_regex = "[0-9]+"
    cursor_ordering = ("pk",)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Who may not see people is not told that there is a list."""
        super().initial(request, *args, **kwargs)
        if not self.viewer.allows(SEE_EXPERTISE):
            raise Http404

    def get_rows(self) -> QuerySet[Expertise]:
        """Everybody whom the viewer finds."""
        return people(self.viewer)

    @extend_schema(responses=KnownTagsSerializer)
    @action(detail=False, pagination_class=None, filterset_class=None)
    def tags(self, request: Request) -> Response:
        """The skills and topics in use, with how many people have each."""
        found = {field: known_tags(self.viewer, kind) for field, kind in TAG_FIELDS.items()}
        return Response(KnownTagsSerializer(found).data)

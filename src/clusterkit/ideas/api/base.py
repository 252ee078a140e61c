"""What all calls about one item share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from clusterkit.core.api.viewsets import ReadViewSet
from clusterkit.ideas.api import serializers as shapes
from clusterkit.ideas.api.reading import read_input
from clusterkit.ideas.models import Item
from clusterkit.ideas.selectors import item_view, items


class ItemActions(ReadViewSet):
    """Calls about one item: read the body, call the service, answer with the item read anew."""

    def answer(self, item: Item, *, status: int = 200) -> Response:
        """The item, read anew."""
        fresh = items(self.viewer).filter(pk=item.pk).first()
        if fresh is None:
            raise Http404
        context = {**self.get_serializer_context(), "item_view": item_view(self.viewer, fresh)}
        return Response(shapes.ItemViewSerializer(fresh, context=context).data, status=status)

    def _do(
        self, service: Callable[..., Any], serializer: type[Serializer[Any]] = shapes.ItemVersionSerializer
    ) -> Response:
        item = self.get_object()
        given = dict(read_input(serializer, self.request))
        version = given.pop("version", None)
        service(item=item, actor=self.viewer, expected_version=version, **given)
        return self.answer(item)

"""What the viewsets of membership share that let people act."""

from __future__ import annotations

from typing import Any

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from clusterkit.core.api.viewsets import ClusterViewSet


class WritingViewSet(ClusterViewSet):
    """Checks what is sent, with ``version`` as the service's ``expected_version``, and answers with the row as it is now."""

    lookup_value_converter = "int"

    def _input(self, kind: type[BaseSerializer[Any]], request: Request) -> dict[str, Any]:
        serializer = kind(data=request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        data: dict[str, Any] = dict(serializer.validated_data)
        if "version" in serializer.fields:  # type: ignore[attr-defined]
            data["expected_version"] = data.pop("version", None)
        return data

    def _output(self, obj: Any, code: int = status.HTTP_200_OK) -> Response:
        fresh = self.get_rows().get(pk=obj.pk)
        return Response(self.get_serializer(fresh).data, status=code)

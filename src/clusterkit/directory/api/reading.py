"""What a request gives, checked by a serializer."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.serializers import Serializer


def read(serializer: type[Serializer[Any]], request: Request, **kwargs: Any) -> Any:
    """The values that *request* gives, or a 400 that says what is wrong."""
    given = serializer(data=request.data, **kwargs)
    given.is_valid(raise_exception=True)
    return given.validated_data

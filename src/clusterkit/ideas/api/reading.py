"""Input of the API."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.serializers import Serializer


def read_input(serializer: type[Serializer[Any]], request: Request, **kwargs: Any) -> Any:
    """The checked values of the request's body. Raises DRF's ``ValidationError``."""
    given = serializer(data=request.data, **kwargs)
    given.is_valid(raise_exception=True)
    return given.validated_data

"""Limits of the API: a person is counted in his own cluster. Addresses are counted over all of them (``tenancy.throttles``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.throttling import SimpleRateThrottle

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView


class PersonThrottle(SimpleRateThrottle):
    """Requests of one signed-in person."""

    scope = "person"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        """By user id; the cache key holds the cluster."""
        return f"throttle:person:{request.user.pk}" if request.user.is_authenticated else None

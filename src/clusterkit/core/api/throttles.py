"""Limits of the API. The address is counted over all clusters, the person in his own: many clusters are no way around."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.throttling import SimpleRateThrottle

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView


class AddressThrottle(SimpleRateThrottle):
    """Requests of one network address (guests)."""

    scope = "address"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        """By address; signed-in people are counted by person."""
        return None if request.user.is_authenticated else f"throttle:address:{self.get_ident(request)}"


class PersonThrottle(SimpleRateThrottle):
    """Requests of one signed-in person."""

    scope = "person"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        """By user id; the cache key holds the cluster."""
        return f"throttle:person:{request.user.pk}" if request.user.is_authenticated else None

"""The limit of the API for guests, counted over all clusters: many clusters are no way around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.throttling import SimpleRateThrottle

from clusterkit.tenancy.context import public_schema

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView


class AddressThrottle(SimpleRateThrottle):
    """Requests of one network address (guests)."""

    scope = "address"

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Count in public: cache keys hold the schema in force, so in a cluster each would count by itself."""
        if request.user.is_authenticated:  # read here, where the sessions of the cluster are
            return True
        with public_schema():
            return bool(super().allow_request(request, view))

    def get_cache_key(self, request: Request, view: APIView) -> str:
        """By address; signed-in people are counted by person."""
        return f"throttle:address:{self.get_ident(request)}"

"""Gives each request its viewer, and enforces default deny where a check was not run."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject

from clusterkit.access.acting import chosen_organisation
from clusterkit.access.endpoints import Endpoint, declared_action
from clusterkit.access.viewer import Viewer, operator_or_guest, viewer_of
from clusterkit.core import ports
from clusterkit.core.policies import GUEST
from clusterkit.core.web.addresses import client_address
from clusterkit.core.web.locked import locked_response, read_only_response
from clusterkit.tenancy.context import in_cluster

logger = logging.getLogger("clusterkit.access")


class AccessMiddleware:
    """Stands after the authentication. ``request.viewer`` is made at first use, with one query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: _make_viewer(request))  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response.headers:
            patch_cache_control(response, private=True, no_store=True)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Refuse a view of ours that declares nothing; hold function views to what they declare."""
        match = request.resolver_match
        endpoint = Endpoint(match.route if match else "", match.view_name if match else "", view)
        if match is not None and not _is_enabled(match.namespaces):
            raise Http404
        if not endpoint.is_ours:
            return None
        if endpoint.undeclared():
            logger.error("%s declares no policy: refused", endpoint.module)
            raise Http404
        if getattr(endpoint.target, "for_writing", False) and ports.is_read_only.call():
            return read_only_response(request)
        action = declared_action(view)
        if getattr(view, "view_class", None) is None and getattr(view, "cls", None) is None and action is not None:
            viewer: Viewer = request.viewer  # type: ignore[attr-defined]
            if action.tier != GUEST and not viewer.allows(action):
                return locked_response(request, viewer.needed_tier(action))
        return None


def _is_enabled(namespaces: list[str]) -> bool:
    return all(ports.is_enabled.call(name) for name in namespaces if name.startswith("clusterkit_"))


def _make_viewer(request: HttpRequest) -> Viewer:
    address = client_address(request)
    if not in_cluster():
        return operator_or_guest(request.user, address=address)
    acting = chosen_organisation(request) if request.user.is_authenticated else None
    return viewer_of(request.user, address=address, acting=acting)

"""The API's one permission class: the declared action of the view decides, an undeclared one is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from rest_framework.exceptions import MethodNotAllowed, NotAuthenticated
from rest_framework.permissions import BasePermission

from clusterkit.core import ports
from clusterkit.core.exceptions import NotPermitted, SiteReadOnly
from clusterkit.core.policies import Action, Actor
from clusterkit.core.web.acting import asked_organisation, require_acting

if TYPE_CHECKING:
    # DRF reads this module while it sets itself up: its views do not exist yet.
    from rest_framework.request import Request
    from rest_framework.views import APIView


class PolicyPermission(BasePermission):
    """Lets a request in when the viewer's tier reaches the declared action; an undeclared one is refused."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """400 or 403 for an organisation that the header names in vain; 401 for a guest, a 403 that names the needed tier for others; an archived site leads nobody to sign in."""
        name = getattr(view, "action", None)
        action: Action | None = getattr(view, "policy_actions", {}).get(name) or getattr(view, "policy_action", None)
        if name is None and action is None:
            if request.method not in (getattr(view, "action_map", None) or {}) and request.method != "OPTIONS":
                raise MethodNotAllowed(request.method or "")
            return request.method == "OPTIONS"
        if name == "metadata":
            return True
        if action is None:
            return False
        viewer = viewer_of_request(request)
        require_acting(request._request, viewer)
        if viewer.allows(action):
            return True
        if ports.is_read_only.call():
            raise SiteReadOnly
        if not viewer.is_authenticated:
            raise NotAuthenticated
        raise NotPermitted(
            needed_tier=action.tier, details={"needed_tier": getattr(viewer, "needed_tier", lambda a: a.tier)(action)}
        )


def viewer_of_request(request: Request) -> Actor:
    """The viewer of an API request. With token authentication the user is known only now, so it is made anew."""
    django_request = request._request
    session_viewer = cast(Actor, django_request.viewer)  # type: ignore[attr-defined]
    user = request.user
    if user.is_authenticated and session_viewer.user_id != user.pk:
        django_request.user = user
        address = getattr(session_viewer, "address", None)
        acting = asked_organisation(django_request)
        django_request.viewer = ports.make_viewer.call(  # type: ignore[attr-defined]
            user, address=address, acting=acting
        )
        return cast(Actor, django_request.viewer)  # type: ignore[attr-defined]
    return session_viewer

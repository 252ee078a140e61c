"""Viewsets that are held to policies. Each declares ``policy_actions``: DRF action -> :class:`Action`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django.db import models
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import mixins, viewsets
from rest_framework.exceptions import MethodNotAllowed, NotAuthenticated
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from clusterkit.core.conf import conf
from clusterkit.core.exceptions import NotPermitted
from clusterkit.core.policies import Action, Actor, policy_of


class PolicyPermission(BasePermission):
    """Lets a request in when the viewer's tier reaches the declared action; an undeclared one is refused."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """401 for a guest, a 403 that names the needed tier for others."""
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
        if viewer.allows(action):
            return True
        if not viewer.is_authenticated:
            raise NotAuthenticated
        raise NotPermitted(needed_tier=action.tier, details={"needed_tier": getattr(viewer, "needed_tier", lambda a: a.tier)(action)})


def viewer_of_request(request: Request) -> Actor:
    """The viewer of an API request. With token authentication the user is known only now, so it is made anew."""
    from clusterkit.core import ports

    django_request = request._request
    session_viewer = cast(Actor, django_request.viewer)  # type: ignore[attr-defined]
    user = request.user
    if user.is_authenticated and session_viewer.user_id != user.pk:
        django_request.user = user
        django_request.viewer = ports.make_viewer.call(user)  # type: ignore[attr-defined]
        return cast(Actor, django_request.viewer)  # type: ignore[attr-defined]
    return session_viewer


class Cursor(CursorPagination):
    """Pages by cursor: deep pages cost the same as the first. ``?page_size=`` up to 100."""

    page_size_query_param = "page_size"
    max_page_size = 100
    ordering: Any = "-pk"

    def get_page_size(self, request: Request) -> int | None:
        """The asked size within bounds, else the setting PAGE_SIZE."""
        self.page_size = cast(int, conf.PAGE_SIZE)
        return super().get_page_size(request)


class ClusterViewSet(viewsets.GenericViewSet):  # type: ignore[type-arg]
    """The base: visible rows only, filters of django-filter, cursor pages. ``ordering`` is the cursor's order."""

    policy_actions: ClassVar[Mapping[str, Action]] = {}
    permission_classes = (PolicyPermission,)
    pagination_class = Cursor
    filter_backends: ClassVar[Any] = (DjangoFilterBackend,)
    model: ClassVar[type[models.Model]]
    cursor_ordering: ClassVar[tuple[str, ...]] = ("-pk",)

    @property
    def viewer(self) -> Actor:
        """Who asks."""
        return viewer_of_request(self.request)

    @property
    def paginator(self) -> Any:
        """The cursor, ordered as the viewset says."""
        paginator = super().paginator
        if isinstance(paginator, Cursor):
            paginator.ordering = self.cursor_ordering
        return paginator

    def get_rows(self) -> models.QuerySet[Any]:
        """What the viewer may see. Override it to call a selector."""
        return policy_of(self.model).visible_to(self.viewer)

    def get_queryset(self) -> models.QuerySet[Any]:
        """The rows; none while the schema is generated."""
        if getattr(self, "swagger_fake_view", False):
            return self.model._default_manager.none()
        return self.get_rows()


class ReadViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ClusterViewSet):
    """List and one object."""

"""Viewsets that are held to policies. Each declares ``policy_actions``: DRF action -> :class:`Action`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import mixins, viewsets

from clusterkit.core.api.pagination import Cursor
from clusterkit.core.api.permissions import PolicyPermission, viewer_of_request
from clusterkit.core.policies import Action, Actor, policy_of

__all__ = ["ClusterViewSet", "Cursor", "PolicyPermission", "ReadViewSet", "viewer_of_request"]


class ClusterViewSet(viewsets.GenericViewSet):  # type: ignore[type-arg]
    """The base: visible rows only, filters of django-filter, cursor pages. ``ordering`` is the cursor's order."""

    policy_actions: ClassVar[Mapping[str, Action]] = {}
    permission_classes = (PolicyPermission,)
    pagination_class = Cursor
    filter_backends = (DjangoFilterBackend,)
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

"""The admin of one cluster, for its coordinators. The operators' admin is another site, on the public host."""

from __future__ import annotations

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from clusterkit.tenancy.context import in_cluster


class ClusterAdminSite(AdminSite):
    """Open to coordinators, whatever Django's ``is_staff`` says, and in a cluster only."""

    site_header = _("Coordination")
    site_title = _("Coordination")
    index_title = _("What the cluster holds")

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the person coordinates this cluster."""
        return in_cluster() and bool(request.viewer.is_coordinator)  # type: ignore[attr-defined]


cluster_site = ClusterAdminSite(name="cluster_admin")

"""The operators' admin, on the public host only. Coordinators have another one in their cluster."""

from __future__ import annotations

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from clusterkit.tenancy.context import in_cluster


class OperatorsSite(AdminSite):
    """Open to operators (``is_staff`` rows of the public schema)."""

    site_header = _("Platform")
    site_title = _("Platform")
    index_title = _("Clusters and their figures")

    def has_permission(self, request: HttpRequest) -> bool:
        """An operator, and never inside a cluster."""
        return not in_cluster() and super().has_permission(request)


operators_site = OperatorsSite(name="operators")

"""The admin of one cluster, for its coordinators. The operators' admin is another site, on the public host."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import COORDINATOR, OPEN, requires
from clusterkit.core.web.locked import locked_response, login_url
from clusterkit.tenancy.context import in_cluster


class ClusterAdminSite(AdminSite):
    """Open to coordinators, whatever Django's ``is_staff`` says, and in a cluster only."""

    site_header = _("Coordination")
    site_title = _("Coordination")
    index_title = _("What the cluster holds")

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the person coordinates this cluster."""
        return in_cluster() and bool(request.viewer.is_coordinator)  # type: ignore[attr-defined]

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's, behind the site's own sign-in page: Django's lets in staff only."""
        return [path("login/", sign_in, name="login"), *super().get_urls()]


cluster_site = ClusterAdminSite(name="cluster_admin")


@requires(OPEN)
def sign_in(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """Send a guest to the sign-in page and back; tell a signed-in person which tier opens the admin."""
    target = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = reverse("admin:index", current_app=cluster_site.name)
    way_in = login_url(request, target=target)
    if way_in and not request.viewer.is_authenticated:  # type: ignore[attr-defined]
        return HttpResponseRedirect(way_in)
    if not cluster_site.has_permission(request):
        return locked_response(request, COORDINATOR)
    return HttpResponseRedirect(target)

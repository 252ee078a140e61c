"""The operators' admin, on the public host only. Coordinators have another one in their cluster."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import OPEN, requires
from clusterkit.core.web.locked import login_url
from clusterkit.registry import second_factor
from clusterkit.tenancy.context import in_cluster


class OperatorsSite(AdminSite):
    """Open to operators (``is_staff`` rows of the public schema) who showed what they have to show."""

    site_header = _("Platform")
    site_title = _("Platform")
    index_title = _("Clusters and their figures")

    def has_permission(self, request: HttpRequest) -> bool:
        """An operator, and never inside a cluster."""
        return not in_cluster() and super().has_permission(request) and not second_factor.next_step(request)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's, behind the site's own sign-in page: Django's knows no second factor."""
        return [path("login/", sign_in, name="login"), *super().get_urls()]


operators_site = OperatorsSite(name="operators")


@requires(OPEN)
def sign_in(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """Send a guest to the sign-in page and an operator to his second factor; to others there is nothing here."""
    target = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = reverse("admin:index", current_app=operators_site.name)
    if not request.user.is_authenticated:
        return HttpResponseRedirect(login_url(request, target=target))
    if not AdminSite.has_permission(operators_site, request):
        raise Http404
    return HttpResponseRedirect(second_factor.next_step(request) or target)

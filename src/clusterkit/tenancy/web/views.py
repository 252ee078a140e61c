"""The brand of a cluster as files: its colour as a style sheet, its logo and mark as SVG."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from clusterkit.core.policies import OPEN, requires
from clusterkit.core.web.colour import brand_stylesheet
from clusterkit.tenancy.context import current_cluster

keep_long = cache_control(public=True, max_age=30 * 24 * 3600)


@requires(OPEN)
@require_safe
@keep_long
def brand_css(request: HttpRequest) -> HttpResponse:
    """The colour roles of this cluster, for light and dark."""
    return HttpResponse(brand_stylesheet(current_cluster().brand_colour), content_type="text/css; charset=utf-8")


@requires(OPEN)
@require_safe
@keep_long
def logo(request: HttpRequest) -> HttpResponse:
    """The logo."""
    return svg_response(current_cluster().logo_svg)


@requires(OPEN)
@require_safe
@keep_long
def mark(request: HttpRequest) -> HttpResponse:
    """The square mark (also the icon in the browser's tab)."""
    return svg_response(current_cluster().mark_svg)


def svg_response(text: str) -> HttpResponse:
    """An SVG that can do nothing but be looked at; 404 for an empty one."""
    if not text:
        raise Http404
    policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    headers = {"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(text, content_type="image/svg+xml", headers=headers)

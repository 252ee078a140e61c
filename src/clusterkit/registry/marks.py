"""The clusters' marks on the public host: its pages load nothing from another host."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from clusterkit.core.policies import requires
from clusterkit.registry.actions import VIEW_CATALOGUE
from clusterkit.tenancy.selectors import listed_clusters
from clusterkit.tenancy.web.views import keep_long, svg_response


@requires(VIEW_CATALOGUE)
@require_safe
@keep_long
def mark(request: HttpRequest, slug: str) -> HttpResponse:
    """The square mark of a listed cluster."""
    cluster = listed_clusters().filter(slug=slug).first()
    if cluster is None:
        raise Http404
    return svg_response(cluster.mark_svg)

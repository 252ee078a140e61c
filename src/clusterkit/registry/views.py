"""The catalogue of clusters."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from clusterkit.core.web.charts import RegionMap
from clusterkit.core.web.views import PageView
from clusterkit.registry import selectors
from clusterkit.registry.actions import VIEW_CATALOGUE
from clusterkit.registry.forms import CatalogueFilter
from clusterkit.tenancy.enums import ISO_CODES
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.web.context import brand_version


class Catalogue(PageView):
    """All clusters of the platform: the first page of the public host."""

    policy_action = VIEW_CATALOGUE
    template_name = "clusterkit/registry/catalogue.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Clusters, map and national picture."""
        form = CatalogueFilter(self.request.GET or None)
        chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
        everything = selectors.catalogue()
        narrowed = bool(any(chosen.values()))
        clusters = (
            selectors.catalogue(text=chosen["q"], stage=chosen["stage"], region=chosen["region"])
            if narrowed
            else everything
        )
        return super().get_context_data(
            filter_form=form,
            is_filtered=narrowed,
            cards=[_card(self.request, cluster) for cluster in clusters],
            region_map=RegionMap(
                title=_("Clusters of this platform by region"),
                counts=selectors.counts_by_region(everything),
                urls={code: f"?region={region}" for region, code in ISO_CODES.items()},
                current=ISO_CODES.get(chosen.get("region"), ""),  # type: ignore[arg-type]
            ),
            figures=selectors.national_figures(),
            **kwargs,
        )


def _card(request: HttpRequest, cluster: Cluster) -> dict[str, Any]:
    base = cluster.absolute_url("/")
    mark = f"/marks/{cluster.slug}.svg?v={brand_version(cluster)}" if cluster.mark_svg else ""
    return {"cluster": cluster, "url": base, "mark_url": mark}

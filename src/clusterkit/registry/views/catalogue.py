"""The catalogue of clusters."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from clusterkit.core.web.charts import RegionMap
from clusterkit.core.web.views import ListPage
from clusterkit.registry import selectors
from clusterkit.registry.actions import VIEW_CATALOGUE
from clusterkit.registry.filters import CatalogueFilter
from clusterkit.tenancy.enums import ISO_CODES
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.web.context import brand_version


class Catalogue(ListPage[Cluster]):
    """All clusters of the platform: the first page of the public host."""

    policy_action = VIEW_CATALOGUE
    model = Cluster
    template_name = "clusterkit/registry/catalogue.html"
    filterset_class = CatalogueFilter

    def get_rows(self) -> QuerySet[Cluster]:
        """The listed clusters: open ones and those kept for reading."""
        return selectors.catalogue()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Clusters, map and national picture."""
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "cards": [_card(cluster) for cluster in selectors.with_domains(context["page_obj"])],
            "found": context["paginator"].count,
            "region_map": self._map(),
            "figures": selectors.national_figures(),
        }

    def _map(self) -> RegionMap:
        """The map counts what the other filters leave, so that each tile says what a click on it shows."""
        query = self.request.GET.copy()
        query.pop("page", None)
        current = query.pop("region", [""])[-1]
        others = CatalogueFilter(query, queryset=self.get_rows(), request=self.request)
        counts = selectors.counts_by_region(others.qs if others.is_valid() else self.get_rows())
        urls = {}
        for region, code in ISO_CODES.items():
            # A second click on the chosen region shows the whole country again.
            query["region"] = "" if region == current else region
            urls[code] = f"?{query.urlencode()}"
        return RegionMap(
            title=_("Clusters of this platform by region"),
            counts=counts,
            urls=urls,
            current=ISO_CODES.get(current, ""),
        )


def _card(cluster: Cluster) -> dict[str, Any]:
    mark = f"/marks/{cluster.slug}.svg?v={brand_version(cluster)}" if cluster.mark_svg else ""
    return {"cluster": cluster, "url": cluster.absolute_url("/"), "mark_url": mark}

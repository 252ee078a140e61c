"""Reads of the public host and of the operators' console. They run in the public schema."""

from __future__ import annotations

from clusterkit.registry.selectors.catalogue import (
    catalogue,
    counts_by_region,
    in_catalogue_order,
    national_figures,
    search_clusters,
    with_domains,
)
from clusterkit.registry.selectors.console import (
    ClusterRow,
    clusters_for_operators,
    counts_by_status,
    entries_about,
    last_activity,
    request_rows,
    rows_of,
    waiting_count,
)

__all__ = [
    "ClusterRow",
    "catalogue",
    "clusters_for_operators",
    "counts_by_region",
    "counts_by_status",
    "entries_about",
    "in_catalogue_order",
    "last_activity",
    "national_figures",
    "request_rows",
    "rows_of",
    "search_clusters",
    "waiting_count",
    "with_domains",
]

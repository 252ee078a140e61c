"""Reads of the catalogue. They run on the public host, in the public schema."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from clusterkit.registry.models import NationalFigure
from clusterkit.tenancy.enums import ISO_CODES, ClusterStage, Region
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.selectors import listed_clusters


def catalogue(*, text: str = "", stage: str = "", region: str = "") -> list[Cluster]:
    """The listed clusters with their primary domains, narrowed by words, stage and region; unknown values match nothing.

    Two queries, however many clusters there are.
    """
    rows = listed_clusters().prefetch_related("domains")
    if stage:
        rows = rows.filter(stage=stage)
    if region:
        rows = rows.filter(region=region)
    words = text.casefold().split()
    clusters = [cluster for cluster in rows if _matches(cluster, words)]
    for cluster in clusters:
        domains = sorted(cluster.domains.all(), key=lambda domain: (not domain.is_primary, domain.pk))
        cluster.primary_domain = domains[0].domain if domains else cluster.slug
    return sorted(
        clusters, key=lambda cluster: (cluster.stage != ClusterStage.ACTIVE, str(cluster.short_name).casefold())
    )


def _matches(cluster: Cluster, words: Sequence[str]) -> bool:
    texts = (cluster.name, cluster.short_name, cluster.tagline, cluster.industry, cluster.city)
    everything = " ".join(part for text in texts for part in text.values()).casefold()
    return all(word in everything for word in words)


def counts_by_region(clusters: Sequence[Cluster]) -> dict[str, int]:
    """How many clusters there are in each region, by ISO 3166-2 code."""
    return dict(Counter(ISO_CODES[Region(cluster.region)] for cluster in clusters if cluster.region))


def national_figures() -> list[NationalFigure]:
    """The national picture, in its order."""
    return list(NationalFigure.objects.all())

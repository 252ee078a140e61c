"""Domains: a host name that nobody finds, or that two clusters claim."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from clusterkit.hosting.doctor.findings import Finding
from clusterkit.tenancy.hosts import normalise_host
from clusterkit.tenancy.models import Cluster, Domain


def examine() -> Iterator[Finding]:
    """Call it in the public schema."""
    names: dict[str, list[tuple[str, str]]] = defaultdict(list)
    primaries: dict[int, int] = defaultdict(int)
    for host, slug, pk, primary in Domain.objects.order_by("pk").values_list(
        "domain", "tenant__slug", "tenant_id", "is_primary"
    ):
        names[normalise_host(host)].append((host, slug))
        primaries[pk] += primary
        if host != normalise_host(host):
            yield Finding(
                id="clusterkit.E110",
                severity="error",
                what=f"The domain {host!r} is never found: host names are compared in lower case, without port or dot",
                remedy=f"Store it as {normalise_host(host)!r}: manage.py clusters add-domain {slug} {normalise_host(host)}",
                cluster=slug,
            )
    for name, claims in names.items():
        if len(claims) > 1:
            yield Finding(
                id="clusterkit.E111",
                severity="error",
                what=f"The domain {name!r} is stored {len(claims)} times: {', '.join(slug for _host, slug in claims)}",
                remedy="Remove all but one of the rows in the operators' admin.",
            )
    for cluster in Cluster.objects.order_by("slug"):
        if not primaries[cluster.pk]:
            yield Finding(
                id="clusterkit.E112",
                severity="error",
                what=f"The cluster {cluster.slug} has no primary domain: links in its mails lead nowhere",
                remedy=f"manage.py clusters add-domain {cluster.slug} HOST --primary",
                cluster=cluster.slug,
            )

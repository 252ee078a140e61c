"""Reads of the catalogue: the listed clusters, searched and counted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db.models import Case, Count, Func, Q, QuerySet, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from clusterkit.registry.models import NationalFigure
from clusterkit.tenancy.enums import ISO_CODES, ClusterStage, ClusterStatus, Region
from clusterkit.tenancy.models import Cluster, Domain
from clusterkit.tenancy.selectors import listed_clusters

SEARCHED: Final = ("name", "short_name", "industry", "city")
MAX_WORDS: Final = 8
"""More words narrow nothing that people look for, and each costs the database a comparison."""


class Texts(Func):
    """All texts of a translated field as one, without the codes of their languages."""

    function = "jsonb_path_query_array"
    template = "%(function)s(%(expressions)s, '$.*')::text"
    output_field = TextField()


def catalogue() -> QuerySet[Cluster]:
    """The listed clusters, active ones first. Evaluate it in the public schema."""
    return in_catalogue_order(listed_clusters())


def in_catalogue_order(rows: QuerySet[Cluster]) -> QuerySet[Cluster]:
    """Active clusters first, those kept for reading last, each part by name in the language of the page."""
    language = (get_language() or "").split("-")[0]
    return rows.order_by(
        Case(When(status=ClusterStatus.ARCHIVED, then=2), When(stage=ClusterStage.ACTIVE, then=0), default=1),
        Coalesce(KeyTextTransform(language, "short_name"), Value("")),
        "slug",
    )


def search_clusters(rows: QuerySet[Cluster], text: str) -> QuerySet[Cluster]:
    """The clusters whose name, industry or city hold every word of *text*, in any of the languages."""
    words = text.split()[:MAX_WORDS]
    if not words:
        return rows
    rows = rows.annotate(**{f"{name}_texts": Texts(name) for name in SEARCHED})
    for word in words:
        found = Q(slug__icontains=word)
        for name in SEARCHED:
            found |= Q(**{f"{name}_texts__icontains": word})
        rows = rows.filter(found)
    return rows


def counts_by_region(rows: QuerySet[Cluster]) -> dict[str, int]:
    """How many of *rows* there are in each region, by ISO 3166-2 code. One query."""
    counted = rows.exclude(region="").order_by().values_list("region").annotate(number=Count("pk"))
    return {ISO_CODES[Region(region)]: number for region, number in counted}


def with_domains(clusters: Iterable[Cluster]) -> list[Cluster]:
    """The clusters with their primary domains filled in. One query, however many."""
    found = list(clusters)
    first: dict[int, str] = {}
    for domain in Domain.objects.filter(tenant__in=[each.pk for each in found]).order_by("-is_primary", "pk"):
        first.setdefault(domain.tenant_id, domain.domain)
    for cluster in found:
        cluster.primary_domain = first.get(cluster.pk, cluster.slug)
    return found


def national_figures() -> list[NationalFigure]:
    """The national picture, in its order."""
    return list(NationalFigure.objects.all())

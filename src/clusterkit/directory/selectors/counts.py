"""How many participants stand where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Window

from clusterkit.core.policies import Actor, visible_to
from clusterkit.directory.enums import OrganisationKind
from clusterkit.directory.models import Organisation, Sector
from clusterkit.tenancy.enums import Region


@dataclass(frozen=True)
class Overview:
    """How many organisations stand where: by kind, by region ("" is abroad or not given) and by sector."""

    total: int
    founders: int
    kinds: list[tuple[str, str, int]]
    regions: dict[str, int]
    sectors: list[tuple[Sector, int]]


def overview(viewer: Actor) -> Overview:
    """The counts over everything that *viewer* sees, in two queries."""
    visible = visible_to(viewer, Organisation.objects.all())
    groups = list(visible.order_by().values_list("kind", "region", "is_founder").annotate(number=Count("pk")))
    kinds: dict[str, int] = {}
    regions: dict[str, int] = {}
    for kind, region, _founder, number in groups:
        kinds[kind] = kinds.get(kind, 0) + number
        regions[region] = regions.get(region, 0) + number
    sectors = Sector.objects.filter(organisations__in=visible.order_by()).annotate(number=Count("organisations"))
    return Overview(
        total=sum(kinds.values()),
        founders=sum(number for _kind, _region, founder, number in groups if founder),
        kinds=[(kind.value, str(kind.label), kinds[kind.value]) for kind in OrganisationKind if kind.value in kinds],
        regions={region: regions.get(region, 0) for region in [*Region.values, ""]},
        sectors=[(sector, sector.number) for sector in sectors.order_by("order", "code")],
    )


def participants_row(viewer: Actor, *, limit: int = 12) -> tuple[list[Organisation], int]:
    """The first *limit* published organisations, founders first, and how many there are, in one query."""
    rows = visible_to(viewer, Organisation.objects.filter(is_published=True))
    counted = rows.annotate(total=Window(Count("pk"))).order_by("-is_founder", "sort_key", "pk")[:limit]
    found: list[Any] = list(counted)
    return found, found[0].total if found else 0

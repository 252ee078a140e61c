"""How many participants stand where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, QuerySet, Value, Window

from clusterkit.core.policies import Actor, visible_to
from clusterkit.core.translated import Translated, as_translated
from clusterkit.directory.enums import OrganisationKind, OrganisationSize
from clusterkit.directory.models import Organisation, Profile, Sector
from clusterkit.tenancy.enums import Region


@dataclass(frozen=True)
class Word:
    """A sector or a profile with how many have it; ``sector`` is the code of a profile's sector."""

    code: str
    name: Translated
    number: int
    sector: str = ""


@dataclass(frozen=True)
class Overview:
    """How many organisations stand where: by kind, size, region ("" is abroad or not given), sector and profile."""

    total: int
    founders: int
    kinds: list[tuple[str, str, int]]
    regions: dict[str, int]
    sizes: list[tuple[str, str, int]]
    sectors: list[Word]
    profiles: list[Word]


def overview(viewer: Actor) -> Overview:
    """The counts over everything that *viewer* sees, in two queries."""
    visible = visible_to(viewer, Organisation.objects.all())
    words = _words(visible)
    groups = list(visible.order_by().values_list("kind", "region", "size", "is_founder").annotate(number=Count("pk")))
    kinds: dict[str, int] = {}
    regions: dict[str, int] = {}
    sizes: dict[str, int] = {}
    for kind, region, size, _founder, number in groups:
        kinds[kind] = kinds.get(kind, 0) + number
        regions[region] = regions.get(region, 0) + number
        sizes[size] = sizes.get(size, 0) + number
    return Overview(
        total=sum(kinds.values()),
        founders=sum(number for _kind, _region, _size, founder, number in groups if founder),
        kinds=[(kind.value, str(kind.label), kinds[kind.value]) for kind in OrganisationKind if kind.value in kinds],
        regions={region: regions.get(region, 0) for region in [*Region.values, ""]},
        sizes=[(size.value, str(size.label), sizes[size.value]) for size in OrganisationSize if size.value in sizes],
        sectors=[word for word in words if not word.sector],
        profiles=[word for word in words if word.sector],
    )


def _words(visible: QuerySet[Organisation]) -> list[Word]:
    """The sectors and profiles of *visible* in the order of the cluster's list, in one query."""
    wanted = visible.order_by()
    sectors = _counted(Sector.objects.annotate(of=Value(""), place=F("order")), wanted)
    profiles = _counted(Profile.objects.annotate(of=F("sector__code"), place=F("sector__order")), wanted)
    rows = sorted(sectors.union(profiles, all=True), key=lambda row: (row[4], row[3], row[5], row[0]))
    return [Word(code, as_translated(name), number, of) for code, name, number, of, _place, _order in rows]


def _counted(rows: QuerySet[Any], visible: QuerySet[Organisation]) -> QuerySet[Any, Any]:
    counted: Any = rows.filter(organisations__in=visible).annotate(number=Count("organisations")).order_by()
    listed: QuerySet[Any, Any] = counted.values_list("code", "name", "number", "of", "place", "order")
    return listed


def participants_row(viewer: Actor, *, limit: int = 12) -> tuple[list[Organisation], int]:
    """The first *limit* published organisations, founders first, and how many there are, in one query."""
    rows = visible_to(viewer, Organisation.objects.filter(is_published=True))
    counted = rows.annotate(total=Window(Count("pk"))).order_by("-is_founder", "sort_key", "pk")[:limit]
    found: list[Any] = list(counted)
    return found, found[0].total if found else 0

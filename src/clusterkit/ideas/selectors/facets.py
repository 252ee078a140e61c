"""The numbers behind the facets of the list."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Count, F, QuerySet, Value

from clusterkit.ideas.models import Item


@dataclass(frozen=True)
class FacetCounts:
    """How many items each choice would show: by kind, by state and by sector's code."""

    kinds: dict[str, int] = field(default_factory=dict)
    states: dict[str, int] = field(default_factory=dict)
    sectors: dict[str, int] = field(default_factory=dict)


def facet_counts(kinds: QuerySet[Item], states: QuerySet[Item], sectors: QuerySet[Item]) -> FacetCounts:
    """The numbers behind the facets, in one query. Each argument is the list filtered by all but that facet."""

    def part(name: str, rows: QuerySet[Item], column: str) -> QuerySet[Any]:
        bare = Item.objects.filter(pk__in=rows.order_by().values("pk"))
        return (
            bare.order_by()
            .values(facet=Value(name, CharField()), choice=F(column))
            .annotate(number=Count("pk", distinct=True))
            .values_list("facet", "choice", "number")
        )

    union = part("kinds", kinds, "kind").union(
        part("states", states, "state"), part("sectors", sectors, "sectors__code"), all=True
    )
    # The model's own order names columns that the union does not have.
    union = union.order_by()
    counts = FacetCounts()
    for name, choice, number in union:
        if choice is not None:
            getattr(counts, name)[choice] = number
    return counts

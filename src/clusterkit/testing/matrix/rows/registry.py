"""The catalogue of the public host."""

from __future__ import annotations

from clusterkit.registry.models import NationalFigure
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.matrix.world import FIRST, World


def fill(world: World) -> None:
    """Every cluster has a mark; the figures are open to everybody."""
    figure = NationalFigure(pk=FIRST, code="first", label={"en": "Clusters"}, count=8, year=2021)
    figure.save()
    world.put(figure, planted=False)
    world.fixed("/marks/{slug}.svg", slug=Cluster.objects.values_list("slug", flat=True))

"""The words of the exchange and what is counted of its items: nobody sees either."""

from __future__ import annotations

from clusterkit.ideas.models import CountedItem, SearchWord
from clusterkit.testing.matrix.world import FIRST, World


def fill(world: World) -> None:
    """Items were marked when they were saved; one word is there."""
    world.put(*CountedItem.objects.order_by("pk")[:1], planted=False)
    world.put(SearchWord.objects.create(pk=FIRST, word=f"word{FIRST}"), planted=False)

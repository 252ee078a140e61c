"""Changes of open items that wait for the coordinators, and how the exchange works."""

from __future__ import annotations

from clusterkit.ideas.models import ExchangeSettings, ItemChange
from clusterkit.testing.factories.ideas_items import ItemChangeFactory
from clusterkit.testing.matrix.world import FIRST, SIXTH, World


def fill(world: World) -> None:
    """FIRST is of the member's item, SIXTH of the stranger's."""
    for key, author in ((FIRST, "member"), (SIXTH, "stranger")):
        words = world.canary(ItemChange(pk=key))
        world.put(
            ItemChangeFactory(pk=key, item_id=key, author=world.users[author], values={"summary": words}),
            planted=False,
        )
    world.put(ExchangeSettings.objects.create(pk=FIRST))
    world.route("/ideas/{pk}/changes/{change}/", ItemChange, pk="item_id", change="pk")
    world.route("/api/v1/item-changes/{pk}/", ItemChange)

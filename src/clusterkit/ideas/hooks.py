"""Hook points of the idea exchange."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from clusterkit.core.hookpoints import Collect, Notify, Veto
from clusterkit.core.policies import Actor
from clusterkit.core.surfaces import Block
from clusterkit.core.transitions import Changed

if TYPE_CHECKING:
    from clusterkit.ideas.models import Item


@dataclass(frozen=True)
class ItemPanelPayload:
    """Who looks at which item."""

    viewer: Actor
    item: Item


@dataclass(frozen=True)
class ItemButton:
    """A button on an item's page. ``post`` sends at once (for what needs no question), else ``url`` is a page.

    ``variant`` is "primary", "secondary", "quiet" or "danger"; lower ``order`` stands first.
    """

    label: str | Promise
    url: str
    post: bool = False
    variant: str = "secondary"
    icon: str = ""
    order: int = 100


before_publish: Veto[Changed[Any]] = Veto(
    "before_publish",
    Changed,
    "An item, or a change of an open one, is about to be published or sent to the coordinators. ``obj`` is the item, with its "
    "new values. Answer None, or the reason why it may not happen.",
)
item_published: Notify[Changed[Any]] = Notify(
    "item_published",
    Changed,
    "An item became open to others: published by its owner, approved or prolonged after its time. ``obj`` is the item.",
)
interest_accepted: Notify[Changed[Any]] = Notify(
    "interest_accepted",
    Changed,
    "The owner of an item accepted an interest: two organisations are in talks. ``obj`` is the interest.",
)
item_panels: Collect[ItemPanelPayload, Block] = Collect(
    "item_panels",
    ItemPanelPayload,
    "Blocks of an item's page, for those who may read the item. Return a Block (place main or side), or None.",
)
item_buttons: Collect[ItemPanelPayload, Sequence[ItemButton]] = Collect(
    "item_buttons",
    ItemPanelPayload,
    "Buttons beside an item, for those who may read it. Return a sequence of ItemButton.",
)

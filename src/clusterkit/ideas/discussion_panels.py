"""The parts of an item's page about reactions, and what the discussion hears of."""

from __future__ import annotations

from django.urls import reverse

from clusterkit.core.policies import policy_of
from clusterkit.core.surfaces import Block
from clusterkit.ideas import actions
from clusterkit.ideas.hooks import ItemPanelPayload, item_panels, item_published
from clusterkit.ideas.models import Item
from clusterkit.ideas.selectors.reactions import no_reactions, reaction_counts
from clusterkit.ideas.services.mentions import on_item_published


def reactions(payload: ItemPanelPayload) -> Block | None:
    """What readers think of the item, right below its text; nothing where nobody may say and nobody said anything."""
    item = payload.item
    counts = reaction_counts(payload.viewer, item)[None] or no_reactions()
    may_react = policy_of(Item).can(payload.viewer, actions.REACT, item)
    if not may_react and not any(reaction.count for reaction in counts):
        return None
    url = reverse("clusterkit_ideas:react", args=[item.pk])
    context = {"reactions": counts, "react_url": url, "react_id": "reactions", "may_react": may_react}
    return Block("clusterkit/ideas/reactions.html", context, place="main", order=5)


def connect() -> None:
    """Register them; called when the apps are ready."""
    item_panels.connect(reactions)
    item_published.connect(on_item_published)

"""How many people reacted, and how; never who."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.functional import Promise

from clusterkit.core.policies import Actor, visible_to
from clusterkit.ideas.enums import ReactionKind
from clusterkit.ideas.models import Item, Reaction


@dataclass(frozen=True)
class ReactionCount:
    """One kind of reaction to one thing: how many, and whether the viewer's is among them."""

    kind: str
    label: str | Promise
    count: int = 0
    is_own: bool = False


def no_reactions() -> list[ReactionCount]:
    """Every kind with nobody."""
    return [ReactionCount(kind.value, kind.label) for kind in ReactionKind]


def reaction_counts(viewer: Actor, item: Item) -> dict[int | None, list[ReactionCount]]:
    """The reactions to *item* (None) and to its comments (by key), every kind in its order. One query."""
    rows = visible_to(viewer, Reaction.objects.filter(item=item)).order_by()
    numbers = rows.values_list("comment_id", "kind").annotate(
        number=Count("pk"), own=Count("pk", filter=Q(user_id=viewer.user_id or 0))
    )
    found: dict[int | None, dict[str, tuple[int, bool]]] = {None: {}}
    for comment_id, kind, number, own in numbers:
        found.setdefault(comment_id, {})[kind] = number, bool(own)
    return {
        key: [ReactionCount(kind.value, kind.label, *kinds.get(kind.value, (0, False))) for kind in ReactionKind]
        for key, kinds in found.items()
    }

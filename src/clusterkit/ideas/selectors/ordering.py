"""The orders of the list, by name. None of them reads what the viewer may not know."""

from __future__ import annotations

from typing import Final

from django.db.models import QuerySet

from clusterkit.ideas.enums import ItemState
from clusterkit.ideas.models import Item

NEWEST, ENDING, DISCUSSED, BEST = "newest", "ending", "discussed", "best"
CHANGED: Final = "changed"
COMPARED: Final = 1000
"""So many of the newest are compared by how much they are discussed: in a larger exchange the rest is old talk."""

ORDERS: Final[dict[str, tuple[str, ...]]] = {
    NEWEST: ("-published_at", "-pk"),
    CHANGED: ("-updated_at", "-pk"),
    ENDING: ("valid_until", "-published_at", "-pk"),
    DISCUSSED: ("-comment_count", "-listed_at", "-pk"),
    BEST: ("-score", "-pk"),
}
"""Each ends with the key, so that pages can be turned by where the one before ended."""


def in_order(rows: QuerySet[Item], name: str) -> QuerySet[Item]:
    """*rows* of the selectors in the order of this name. What ends soonest are open items; of the others none ends."""
    if name == ENDING:
        rows = rows.filter(state=ItemState.PUBLISHED, valid_until__isnull=False)
    if name == DISCUSSED:
        newest = rows.order_by("-published_at", "-pk").values("pk")[:COMPARED]
        rows = rows.filter(pk__in=newest)
    return rows.order_by(*ORDERS[name])


def order_for(wanted: str, *, words: bool, own: bool = False) -> str:
    """The order that is shown where *wanted* was asked for: the best fit only where there are words, one's own by change."""
    if wanted in ("", BEST):
        wanted = BEST if words else NEWEST
    return CHANGED if wanted == NEWEST and own else wanted

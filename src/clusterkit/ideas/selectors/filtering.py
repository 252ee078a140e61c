"""The filters of the list, by name: what each lets through. The page, feeds, kept searches and the API narrow by them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from django.db.models import QuerySet

from clusterkit.core.policies import Actor
from clusterkit.core.search import words_of
from clusterkit.ideas.enums import IdeaStage, ItemState
from clusterkit.ideas.kinds import item_kinds
from clusterkit.ideas.models import Follow, Item
from clusterkit.ideas.policies import identified_items
from clusterkit.ideas.selectors.search import search_items
from clusterkit.tenancy.enums import Region

MINE, FOLLOWED = "mine", "followed"
LENGTHS: Final = {"q": 200, "sector": 40, "tag": 40, "organisation": 80}
"""The filters that are words, and how long they may be."""

Narrow = Callable[[QuerySet[Item], Actor, str], QuerySet[Item]]


def _by_kind(rows: QuerySet[Item], viewer: Actor, value: str) -> QuerySet[Item]:
    return rows.filter(kind=value)


def _by_state(rows: QuerySet[Item], viewer: Actor, value: str) -> QuerySet[Item]:
    return rows.filter(state=value)


def _by_sector(rows: QuerySet[Item], viewer: Actor, value: str) -> QuerySet[Item]:
    return rows.filter(sectors__code=value)


def _by_tag(rows: QuerySet[Item], viewer: Actor, value: str) -> QuerySet[Item]:
    return rows.filter(tags__contains=[value.strip().lower()])


def _by_region(rows: QuerySet[Item], viewer: Actor, value: str) -> QuerySet[Item]:
    return rows.filter(region=value)


def _by_stage(rows: QuerySet[Item], viewer: Actor, value: str) -> QuerySet[Item]:
    # Items of other kinds have a stage in the table, and none for people.
    return rows.filter(kind__in=[kind.code for kind in item_kinds if kind.has_support], stage=value)


def _by_organisation(rows: QuerySet[Item], viewer: Actor, value: str) -> QuerySet[Item]:
    # As far as one may know that they are its: else the answer would tell whose an item without a name is.
    return rows.filter(identified_items(viewer), organisation__slug=value)


def _by_whose(rows: QuerySet[Item], viewer: Actor, value: str) -> QuerySet[Item]:
    if value == MINE:
        return rows.filter(organisation_id__in=viewer.organisation_ids)
    followed = Follow.objects.filter(user_id__in=[viewer.user_id or 0], is_muted=False)
    return rows.filter(pk__in=followed.values("item"))


_FILTERS: Final[dict[str, Narrow]] = {
    "kind": _by_kind,
    "sector": _by_sector,
    "state": _by_state,
    "tag": _by_tag,
    "region": _by_region,
    "stage": _by_stage,
    "organisation": _by_organisation,
    "whose": _by_whose,
}
NARROWING: Final = ("q", *_FILTERS)
"""The names of the filters as addresses and kept searches use them."""


def narrow(rows: QuerySet[Item], viewer: Actor, chosen: Mapping[str, str], *, ranked: bool = False) -> QuerySet[Item]:
    """*rows* that fit all filters of *chosen*, which were checked; by words the best first if *ranked*.

    Words come last: the best of common ones are sought among the newest of what the other filters let through.
    """
    for name, apply in _FILTERS.items():
        if chosen.get(name):
            rows = apply(rows, viewer, chosen[name])
    return search_items(rows, viewer, chosen["q"], ranked=ranked) if chosen.get("q") else rows


def is_filter(name: str, value: str) -> bool:
    """Whether *value* is one that the filter of this name can have."""
    if name == "q" and not words_of(value):
        # Marks only: the list shows everything then, and a kept search would tell of everything.
        return False
    if name in LENGTHS:
        return bool(value.strip()) and len(value) <= LENGTHS[name] and "\0" not in value
    known: dict[str, set[str]] = {
        "kind": {kind.code for kind in item_kinds},
        "state": set(ItemState.values),
        "region": set(Region.values),
        "stage": set(IdeaStage.values),
        "whose": {MINE, FOLLOWED},
    }
    return value in known.get(name, ())

"""What happens to items, interests and talks when two organisations become one."""

from __future__ import annotations

from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.directory.hooks import (
    Moved,
    OrganisationMerge,
    move_rows,
    organisation_merge,
    organisation_merge_obstacles,
)
from clusterkit.ideas.enums import LIVE_INTEREST_STATES
from clusterkit.ideas.models import Comment, Interest, InterestMessage, Item, MessageFile, Support


@organisation_merge_obstacles.connect
def live_interests(payload: OrganisationMerge) -> str | Promise | None:
    """Nobody answers his own item, and nobody answers one twice."""
    both = [payload.survivor, payload.merged]
    live = Interest.objects.filter(state__in=LIVE_INTEREST_STATES, organisation__in=both)
    if live.filter(item__organisation__in=both).exclude(organisation=F("item__organisation")).exists():
        return _("One of them answered an item of the other on the idea exchange. End these talks first.")
    items = live.filter(organisation=payload.survivor).values("item")
    if live.filter(organisation=payload.merged, item__in=items).exists():
        return _("Both have answered the same item on the idea exchange. Let one of them take its answer back first.")
    return None


@organisation_merge.connect
def move_exchange(payload: OrganisationMerge) -> list[Moved]:
    """Items, interests, the messages and files of talks, comments and support belong to the survivor."""
    return [move_rows(payload, model) for model in (Item, Interest, InterestMessage, MessageFile, Comment, Support)]

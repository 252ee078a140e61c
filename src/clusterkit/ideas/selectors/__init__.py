"""Reads of the idea exchange."""

from clusterkit.ideas.selectors.detail import ItemView, item_outcome, item_view
from clusterkit.ideas.selectors.discussion import CommentView, comments_of
from clusterkit.ideas.selectors.facets import FacetCounts, facet_counts
from clusterkit.ideas.selectors.interests import (
    Side,
    TalkEntry,
    TalkView,
    asked_back,
    interests,
    talk_view,
    to_answer,
)
from clusterkit.ideas.selectors.items import (
    counts_by_kind,
    counts_by_kind_and_state,
    ending_first,
    items,
    listed,
    needing_owner,
    own_items,
)
from clusterkit.ideas.selectors.moderation import waiting_for_moderation
from clusterkit.ideas.selectors.office import exchange_settings
from clusterkit.ideas.selectors.owners import ItemOwner, Voice, comment_voice, hidden_owner, known_owner, owner_of
from clusterkit.ideas.selectors.people import followers, owners, senders
from clusterkit.ideas.selectors.search import search_items, snippet

__all__ = [
    "CommentView",
    "FacetCounts",
    "ItemOwner",
    "ItemView",
    "Side",
    "TalkEntry",
    "TalkView",
    "Voice",
    "asked_back",
    "comment_voice",
    "comments_of",
    "counts_by_kind",
    "counts_by_kind_and_state",
    "ending_first",
    "exchange_settings",
    "facet_counts",
    "followers",
    "hidden_owner",
    "interests",
    "item_outcome",
    "item_view",
    "items",
    "known_owner",
    "listed",
    "needing_owner",
    "own_items",
    "owner_of",
    "owners",
    "search_items",
    "senders",
    "snippet",
    "talk_view",
    "to_answer",
    "waiting_for_moderation",
]

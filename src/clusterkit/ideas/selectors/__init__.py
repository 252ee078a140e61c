"""Reads of the idea exchange."""

from clusterkit.ideas.selectors.anonymity import TelltaleWarning, seen_mark, warnings_of
from clusterkit.ideas.selectors.changes import (
    ChangedField,
    ChangeView,
    change_view,
    changes_of,
    changes_to_review,
    waiting_change_of,
)
from clusterkit.ideas.selectors.detail import ItemView, item_outcome, item_view
from clusterkit.ideas.selectors.discussion import (
    CommentView,
    DiscussionView,
    comments_of,
    discussion_of,
    editable_until,
    revisions_of,
)
from clusterkit.ideas.selectors.facets import FacetCounts, counts_by_kind, facet_counts
from clusterkit.ideas.selectors.filtering import is_filter, narrow
from clusterkit.ideas.selectors.ideas import IdeaView, idea_view, may_join, survivor_of, waiting_for_answer
from clusterkit.ideas.selectors.interests import (
    Side,
    TalkEntry,
    TalkView,
    asked_back,
    interests,
    owner_in_talk,
    talk_view,
    to_answer,
)
from clusterkit.ideas.selectors.items import (
    counts_by_kind_and_state,
    items,
    listed,
    needing_owner,
    own_items,
)
from clusterkit.ideas.selectors.moderation import (
    Case,
    CaseView,
    case_view,
    cases_of,
    open_cases,
    reports,
    sanctions,
    waiting_for_moderation,
)
from clusterkit.ideas.selectors.narrowing import Narrowing, narrowing_of
from clusterkit.ideas.selectors.office import exchange_settings, goes_to_review, offered_modes
from clusterkit.ideas.selectors.ordering import in_order, order_for
from clusterkit.ideas.selectors.owners import ItemOwner, Voice, comment_voice, hidden_owner, known_owner, owner_of
from clusterkit.ideas.selectors.people import followers, owners, senders
from clusterkit.ideas.selectors.related import related_items
from clusterkit.ideas.selectors.search import search_items, snippet
from clusterkit.ideas.selectors.searches import due_searches, own_searches, stored_query
from clusterkit.ideas.selectors.talks import (
    TalkCounts,
    Turn,
    follow_ups,
    follow_ups_to_answer,
    outcomes_to_confirm,
    outcomes_to_correct,
    talk_counts,
    talks,
    turn_of,
)

__all__ = [
    "Case",
    "CaseView",
    "ChangeView",
    "ChangedField",
    "CommentView",
    "DiscussionView",
    "FacetCounts",
    "IdeaView",
    "ItemOwner",
    "ItemView",
    "Narrowing",
    "Side",
    "TalkCounts",
    "TalkEntry",
    "TalkView",
    "TelltaleWarning",
    "Turn",
    "Voice",
    "asked_back",
    "case_view",
    "cases_of",
    "change_view",
    "changes_of",
    "changes_to_review",
    "comment_voice",
    "comments_of",
    "counts_by_kind",
    "counts_by_kind_and_state",
    "discussion_of",
    "due_searches",
    "editable_until",
    "exchange_settings",
    "facet_counts",
    "follow_ups",
    "follow_ups_to_answer",
    "followers",
    "goes_to_review",
    "hidden_owner",
    "idea_view",
    "in_order",
    "interests",
    "is_filter",
    "item_outcome",
    "item_view",
    "items",
    "known_owner",
    "listed",
    "may_join",
    "narrow",
    "narrowing_of",
    "needing_owner",
    "offered_modes",
    "open_cases",
    "order_for",
    "outcomes_to_confirm",
    "outcomes_to_correct",
    "own_items",
    "own_searches",
    "owner_in_talk",
    "owner_of",
    "owners",
    "related_items",
    "reports",
    "revisions_of",
    "sanctions",
    "search_items",
    "seen_mark",
    "senders",
    "snippet",
    "stored_query",
    "survivor_of",
    "talk_counts",
    "talk_view",
    "talks",
    "to_answer",
    "turn_of",
    "waiting_change_of",
    "waiting_for_answer",
    "waiting_for_moderation",
    "warnings_of",
]

"""Suggestions: computed, stored, put aside, told of."""

from clusterkit.ideas.services.matching.deciding import dismiss, fits_after_all, learn
from clusterkit.ideas.services.matching.nights import nightly
from clusterkit.ideas.services.matching.storing import match_item
from clusterkit.ideas.services.matching.telling import tell_of_suggestions
from clusterkit.ideas.services.matching.waiting import match_soon, match_waiting, on_published

__all__ = [
    "dismiss",
    "fits_after_all",
    "learn",
    "match_item",
    "match_soon",
    "match_waiting",
    "nightly",
    "on_published",
    "tell_of_suggestions",
]

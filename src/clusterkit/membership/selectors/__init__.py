"""Reads of membership. Each takes the viewer and goes through the policies."""

from clusterkit.membership.selectors.board import (
    counts_by_state,
    waiting_for,
    waiting_list,
)
from clusterkit.membership.selectors.files import (
    Change,
    FileLine,
    ball,
    current_documents,
    differences,
    file_lines,
    live_opinions,
    open_application,
    revisions_of,
    timeline,
    visible_applications,
)
from clusterkit.membership.selectors.levels import counted_levels, level_tiers, visible_levels
from clusterkit.membership.selectors.people import applicant_side_ids, reviewer_ids
from clusterkit.membership.selectors.terms import (
    MembershipCard,
    current_membership,
    ending_for,
    membership_card,
    own_memberships,
    renewals_asked,
    visible_memberships,
)

__all__ = [
    "Change",
    "FileLine",
    "MembershipCard",
    "applicant_side_ids",
    "ball",
    "counted_levels",
    "counts_by_state",
    "current_documents",
    "current_membership",
    "differences",
    "ending_for",
    "file_lines",
    "level_tiers",
    "live_opinions",
    "membership_card",
    "open_application",
    "own_memberships",
    "renewals_asked",
    "reviewer_ids",
    "revisions_of",
    "timeline",
    "visible_applications",
    "visible_levels",
    "visible_memberships",
    "waiting_for",
    "waiting_list",
]

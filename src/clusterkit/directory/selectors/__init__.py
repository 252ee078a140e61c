"""Reads of the directory. Pages and the API show the same depths, made here."""

from __future__ import annotations

from clusterkit.directory.selectors.affiliations import (
    PersonLine,
    Staff,
    StaffLine,
    affiliations,
    affiliations_of,
    organisation_admin_ids,
    own_affiliation,
    own_affiliations,
    people_of,
    staff_of,
    unattended_requests,
    waiting_requests,
)
from clusterkit.directory.selectors.counts import Overview, overview, participants_row
from clusterkit.directory.selectors.invitations import (
    OpenedInvitation,
    invitation_of,
    invitations,
    opened_invitation,
    waiting_invitations,
)
from clusterkit.directory.selectors.looking_after import Completeness, Lack, completeness, history
from clusterkit.directory.selectors.merging import MERGE_FIELDS, Difference, Side, candidates, differences, obstacles
from clusterkit.directory.selectors.organisations import (
    OrganisationCard,
    moved_to,
    organisation_card,
    organisations,
    organisations_of,
    search_organisations,
    taxonomy,
    unpublished,
)

__all__ = [
    "MERGE_FIELDS",
    "Completeness",
    "Difference",
    "Lack",
    "OpenedInvitation",
    "OrganisationCard",
    "Overview",
    "PersonLine",
    "Side",
    "Staff",
    "StaffLine",
    "affiliations",
    "affiliations_of",
    "candidates",
    "completeness",
    "differences",
    "history",
    "invitation_of",
    "invitations",
    "moved_to",
    "obstacles",
    "opened_invitation",
    "organisation_admin_ids",
    "organisation_card",
    "organisations",
    "organisations_of",
    "overview",
    "own_affiliation",
    "own_affiliations",
    "participants_row",
    "people_of",
    "search_organisations",
    "staff_of",
    "taxonomy",
    "unattended_requests",
    "unpublished",
    "waiting_invitations",
    "waiting_requests",
]

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
from clusterkit.directory.selectors.organisations import (
    OrganisationCard,
    organisation_card,
    organisations,
    organisations_of,
    search_organisations,
    unpublished,
)

__all__ = [
    "OrganisationCard",
    "Overview",
    "PersonLine",
    "Staff",
    "StaffLine",
    "affiliations",
    "affiliations_of",
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
    "unattended_requests",
    "unpublished",
    "waiting_requests",
]

"""Every write of the directory, one function for each use case."""

from __future__ import annotations

from clusterkit.directory.services.affiliations import (
    add_member,
    change_role,
    confirm_affiliation,
    decline_affiliation,
    describe_affiliation,
    end_affiliation,
    request_affiliation,
    withdraw_affiliation,
)
from clusterkit.directory.services.organisations import (
    create_organisation,
    publish_organisation,
    set_logo,
    unpublish_organisation,
    update_organisation,
)
from clusterkit.directory.services.parts import CapabilityRow, ContactRow, set_capabilities, set_contacts
from clusterkit.directory.services.sectors import add_missing_sectors, create_sector, delete_sector, update_sector

__all__ = [
    "CapabilityRow",
    "ContactRow",
    "add_member",
    "add_missing_sectors",
    "change_role",
    "confirm_affiliation",
    "create_organisation",
    "create_sector",
    "decline_affiliation",
    "delete_sector",
    "describe_affiliation",
    "end_affiliation",
    "publish_organisation",
    "request_affiliation",
    "set_capabilities",
    "set_contacts",
    "set_logo",
    "unpublish_organisation",
    "update_organisation",
    "update_sector",
    "withdraw_affiliation",
]

"""Every write of the directory, one function for each use case."""

from __future__ import annotations

from clusterkit.directory.services.accepting import accept_invitation
from clusterkit.directory.services.affiliations import (
    add_member,
    change_role,
    confirm_affiliation,
    decline_affiliation,
    describe_affiliation,
    request_affiliation,
    withdraw_affiliation,
)
from clusterkit.directory.services.claim_links import forget_links, read_link
from clusterkit.directory.services.claims import (
    change_claim,
    claim_domain,
    confirm_claimed_domain,
    decline_claim,
    end_claim,
    mail_again,
    prove_domain,
    settle_claim,
)
from clusterkit.directory.services.invitations import (
    forget_addresses,
    invite,
    resend_invitation,
    revoke_invitation,
    void_invitations,
)
from clusterkit.directory.services.joining import choose_organisation, join_by_address
from clusterkit.directory.services.leaving import end_affiliation
from clusterkit.directory.services.merging import merge_organisations
from clusterkit.directory.services.organisations import (
    create_organisation,
    publish_organisation,
    unpublish_organisation,
    update_organisation,
)
from clusterkit.directory.services.parts import (
    CapabilityRow,
    CertificateRow,
    ContactRow,
    ProductRow,
    set_capabilities,
    set_certificates,
    set_contacts,
    set_products,
)
from clusterkit.directory.services.pictures import MAX_PICTURES, PictureRow, add_picture, set_logo, set_pictures
from clusterkit.directory.services.sectors import (
    add_missing_sectors,
    create_profile,
    create_sector,
    delete_profile,
    delete_sector,
    update_profile,
    update_sector,
)

__all__ = [
    "MAX_PICTURES",
    "CapabilityRow",
    "CertificateRow",
    "ContactRow",
    "PictureRow",
    "ProductRow",
    "accept_invitation",
    "add_member",
    "add_missing_sectors",
    "add_picture",
    "change_claim",
    "change_role",
    "choose_organisation",
    "claim_domain",
    "confirm_affiliation",
    "confirm_claimed_domain",
    "create_organisation",
    "create_profile",
    "create_sector",
    "decline_affiliation",
    "decline_claim",
    "delete_profile",
    "delete_sector",
    "describe_affiliation",
    "end_affiliation",
    "end_claim",
    "forget_addresses",
    "forget_links",
    "invite",
    "join_by_address",
    "mail_again",
    "merge_organisations",
    "prove_domain",
    "publish_organisation",
    "read_link",
    "request_affiliation",
    "resend_invitation",
    "revoke_invitation",
    "set_capabilities",
    "set_certificates",
    "set_contacts",
    "set_logo",
    "set_pictures",
    "set_products",
    "settle_claim",
    "unpublish_organisation",
    "update_organisation",
    "update_profile",
    "update_sector",
    "void_invitations",
    "withdraw_affiliation",
]

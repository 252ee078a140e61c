"""Who may see and change organisations, and who decides who acts for them."""

from __future__ import annotations

from clusterkit.directory.policies.affiliations import AffiliationPolicy
from clusterkit.directory.policies.claims import DomainClaimPolicy
from clusterkit.directory.policies.invitations import InvitationPolicy
from clusterkit.directory.policies.organisations import (
    CapabilityPolicy,
    CertificatePolicy,
    ContactPolicy,
    FormerAddressPolicy,
    OrganisationPolicy,
    PicturePolicy,
    ProductPolicy,
    ProfilePolicy,
    SectorPolicy,
)

__all__ = [
    "AffiliationPolicy",
    "CapabilityPolicy",
    "CertificatePolicy",
    "ContactPolicy",
    "DomainClaimPolicy",
    "FormerAddressPolicy",
    "InvitationPolicy",
    "OrganisationPolicy",
    "PicturePolicy",
    "ProductPolicy",
    "ProfilePolicy",
    "SectorPolicy",
]

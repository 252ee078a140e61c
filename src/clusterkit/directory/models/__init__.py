"""Sectors, organisations with what their pages show, and the people who act for them."""

from __future__ import annotations

from clusterkit.directory.models.affiliations import Affiliation
from clusterkit.directory.models.claims import DomainClaim
from clusterkit.directory.models.invitations import Invitation, InvitationQuerySet
from clusterkit.directory.models.organisations import FormerAddress, Organisation, OrganisationQuerySet
from clusterkit.directory.models.parts import Capability, Certificate, Contact, Picture, Product
from clusterkit.directory.models.sectors import Profile, Sector

__all__ = [
    "Affiliation",
    "Capability",
    "Certificate",
    "Contact",
    "DomainClaim",
    "FormerAddress",
    "Invitation",
    "InvitationQuerySet",
    "Organisation",
    "OrganisationQuerySet",
    "Picture",
    "Product",
    "Profile",
    "Sector",
]

"""Views of the directory's API."""

from __future__ import annotations

from clusterkit.directory.api.views.affiliations import AffiliationViewSet
from clusterkit.directory.api.views.claims import DomainClaimViewSet, DomainOfferViewSet
from clusterkit.directory.api.views.invitations import InvitationViewSet
from clusterkit.directory.api.views.links import LinksExportViewSet, LinksViewSet
from clusterkit.directory.api.views.organisations import OrganisationViewSet
from clusterkit.directory.api.views.people import PersonViewSet
from clusterkit.directory.api.views.sectors import ProfileViewSet, SectorViewSet

__all__ = [
    "AffiliationViewSet",
    "DomainClaimViewSet",
    "DomainOfferViewSet",
    "InvitationViewSet",
    "LinksExportViewSet",
    "LinksViewSet",
    "OrganisationViewSet",
    "PersonViewSet",
    "ProfileViewSet",
    "SectorViewSet",
]

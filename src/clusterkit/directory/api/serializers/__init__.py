"""What the directory's API takes and gives."""

from __future__ import annotations

from clusterkit.directory.api.serializers.affiliations import (
    AffiliationRequest,
    AffiliationSerializer,
    ConfirmDecision,
    Decision,
    EndDecision,
    OwnPlace,
    ReasonDecision,
    RoleDecision,
)
from clusterkit.directory.api.serializers.organisations import (
    CapabilitySerializer,
    ContactSerializer,
    OrganisationCardSerializer,
    OrganisationChange,
    OrganisationRegister,
    OrganisationSerializer,
    OrganisationWrite,
    PersonSerializer,
    SectorSerializer,
)

__all__ = [
    "AffiliationRequest",
    "AffiliationSerializer",
    "CapabilitySerializer",
    "ConfirmDecision",
    "ContactSerializer",
    "Decision",
    "EndDecision",
    "OrganisationCardSerializer",
    "OrganisationChange",
    "OrganisationRegister",
    "OrganisationSerializer",
    "OrganisationWrite",
    "OwnPlace",
    "PersonSerializer",
    "ReasonDecision",
    "RoleDecision",
    "SectorSerializer",
]

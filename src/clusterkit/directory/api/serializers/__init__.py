"""What the directory's API takes and gives."""

from __future__ import annotations

from clusterkit.directory.api.serializers.affiliations import (
    AffiliationRequest,
    AffiliationSerializer,
    ConfirmDecision,
    Decision,
    EndDecision,
    HandoverSerializer,
    OwnPlace,
    ReasonDecision,
    RoleDecision,
)
from clusterkit.directory.api.serializers.claims import (
    DomainClaimChange,
    DomainClaimSerializer,
    DomainClaimWrite,
    JoinByAddress,
    LinkToken,
    MailboxChoice,
    OfferSerializer,
    ProvedDomain,
)
from clusterkit.directory.api.serializers.invitations import InvitationAccept, InvitationSerializer, InvitationWrite
from clusterkit.directory.api.serializers.looking_after import (
    ChangeSerializer,
    CompletenessSerializer,
    HistorySerializer,
    LackSerializer,
    MergeWrite,
)
from clusterkit.directory.api.serializers.organisations import (
    OrganisationCardSerializer,
    OrganisationChange,
    OrganisationRegister,
    OrganisationSerializer,
    OrganisationWrite,
)
from clusterkit.directory.api.serializers.parts import (
    CapabilitySerializer,
    CertificateSerializer,
    ContactSerializer,
    PersonSerializer,
    PictureOrder,
    PictureSerializer,
    PictureUpload,
    ProductSerializer,
)
from clusterkit.directory.api.serializers.sectors import ProfileSerializer, ProfileWrite, SectorSerializer, SectorWrite

__all__ = [
    "AffiliationRequest",
    "AffiliationSerializer",
    "CapabilitySerializer",
    "CertificateSerializer",
    "ChangeSerializer",
    "CompletenessSerializer",
    "ConfirmDecision",
    "ContactSerializer",
    "Decision",
    "DomainClaimChange",
    "DomainClaimSerializer",
    "DomainClaimWrite",
    "EndDecision",
    "HandoverSerializer",
    "HistorySerializer",
    "InvitationAccept",
    "InvitationSerializer",
    "InvitationWrite",
    "JoinByAddress",
    "LackSerializer",
    "LinkToken",
    "MailboxChoice",
    "MergeWrite",
    "OfferSerializer",
    "OrganisationCardSerializer",
    "OrganisationChange",
    "OrganisationRegister",
    "OrganisationSerializer",
    "OrganisationWrite",
    "OwnPlace",
    "PersonSerializer",
    "PictureOrder",
    "PictureSerializer",
    "PictureUpload",
    "ProductSerializer",
    "ProfileSerializer",
    "ProfileWrite",
    "ProvedDomain",
    "ReasonDecision",
    "RoleDecision",
    "SectorSerializer",
    "SectorWrite",
]

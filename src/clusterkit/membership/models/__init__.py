"""Applications with their file, the council that votes on them, and the terms of membership."""

from clusterkit.membership.models.applications import (
    ANSWER_FIELDS,
    Application,
    ApplicationQuerySet,
    Document,
    Message,
    Revision,
)
from clusterkit.membership.models.certificates import MembershipCertificate
from clusterkit.membership.models.composition import CompositionBreach
from clusterkit.membership.models.council import (
    Ballot,
    BallotQuerySet,
    Meeting,
    Protocol,
    ProtocolYear,
    Seat,
    SeatQuerySet,
    Vote,
)
from clusterkit.membership.models.levels import Level, LevelQuerySet
from clusterkit.membership.models.memberships import Membership, MembershipQuerySet
from clusterkit.membership.models.office import OFFICE_FIELDS, OfficeSettings
from clusterkit.membership.models.opinions import Opinion
from clusterkit.membership.models.reasons import Reason, ReasonQuerySet

__all__ = [
    "ANSWER_FIELDS",
    "OFFICE_FIELDS",
    "Application",
    "ApplicationQuerySet",
    "Ballot",
    "BallotQuerySet",
    "CompositionBreach",
    "Document",
    "Level",
    "LevelQuerySet",
    "Meeting",
    "Membership",
    "MembershipCertificate",
    "MembershipQuerySet",
    "Message",
    "OfficeSettings",
    "Opinion",
    "Protocol",
    "ProtocolYear",
    "Reason",
    "ReasonQuerySet",
    "Revision",
    "Seat",
    "SeatQuerySet",
    "Vote",
]

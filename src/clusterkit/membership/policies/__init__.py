"""Who may see and do what with applications, in the council and with memberships."""

from clusterkit.membership.policies.applications import (
    APPLICANT_ACTIONS,
    REVIEWER_ACTIONS,
    ApplicationPolicy,
    DocumentPolicy,
    MessagePolicy,
    OpinionPolicy,
    RevisionPolicy,
    may_look_after,
)
from clusterkit.membership.policies.certificates import MembershipCertificatePolicy
from clusterkit.membership.policies.composition import CompositionBreachPolicy, watches
from clusterkit.membership.policies.council import (
    BallotPolicy,
    MeetingPolicy,
    OfficeSettingsPolicy,
    ProtocolPolicy,
    ProtocolYearPolicy,
    SeatPolicy,
    VotePolicy,
    sees_ballot,
)
from clusterkit.membership.policies.levels import LevelPolicy
from clusterkit.membership.policies.memberships import TERM_ACTIONS, MembershipPolicy
from clusterkit.membership.policies.reasons import ReasonPolicy
from clusterkit.membership.policies.sides import SEAT, is_applicant_side, is_impartial, sits_in_council, votes_on

__all__ = [
    "APPLICANT_ACTIONS",
    "REVIEWER_ACTIONS",
    "SEAT",
    "TERM_ACTIONS",
    "ApplicationPolicy",
    "BallotPolicy",
    "CompositionBreachPolicy",
    "DocumentPolicy",
    "LevelPolicy",
    "MeetingPolicy",
    "MembershipCertificatePolicy",
    "MembershipPolicy",
    "MessagePolicy",
    "OfficeSettingsPolicy",
    "OpinionPolicy",
    "ProtocolPolicy",
    "ProtocolYearPolicy",
    "ReasonPolicy",
    "RevisionPolicy",
    "SeatPolicy",
    "VotePolicy",
    "is_applicant_side",
    "is_impartial",
    "may_look_after",
    "sees_ballot",
    "sits_in_council",
    "votes_on",
    "watches",
]

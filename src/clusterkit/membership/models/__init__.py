"""Applications with their file, and the terms of membership."""

from clusterkit.membership.models.applications import (
    ANSWER_FIELDS,
    Application,
    ApplicationQuerySet,
    Document,
    Message,
    Revision,
)
from clusterkit.membership.models.memberships import Membership, MembershipQuerySet
from clusterkit.membership.models.opinions import Opinion

__all__ = [
    "ANSWER_FIELDS",
    "Application",
    "ApplicationQuerySet",
    "Document",
    "Membership",
    "MembershipQuerySet",
    "Message",
    "Opinion",
    "Revision",
]

"""Writes of membership, one function per use case."""

from clusterkit.membership.services.assignment import assign
from clusterkit.membership.services.certificates import issue_certificate
from clusterkit.membership.services.clock import expire_due, remind_of_ends
from clusterkit.membership.services.composition import watch_composition
from clusterkit.membership.services.deadlines import remind_of_corrections, remind_of_reviews
from clusterkit.membership.services.decisions import confirm_decision, propose_decision, withdraw_proposal
from clusterkit.membership.services.drafts import add_document, remove_document, save_draft, start_application
from clusterkit.membership.services.level_change import change_level
from clusterkit.membership.services.levels import create_level, default_level, delete_level, update_level
from clusterkit.membership.services.reasons import create_reason, move_reason, update_reason
from clusterkit.membership.services.renewal import ask_for_renewal
from clusterkit.membership.services.retention import delete_old_documents
from clusterkit.membership.services.review import add_note, request_info, take_up
from clusterkit.membership.services.sending import post_message, resubmit, submit, withdraw
from clusterkit.membership.services.terms import (
    admit,
    renew_membership,
    resign,
    resume,
    revoke,
    suspend,
)

__all__ = [
    "add_document",
    "add_note",
    "admit",
    "ask_for_renewal",
    "assign",
    "change_level",
    "confirm_decision",
    "create_level",
    "create_reason",
    "default_level",
    "delete_level",
    "delete_old_documents",
    "expire_due",
    "issue_certificate",
    "move_reason",
    "post_message",
    "propose_decision",
    "remind_of_corrections",
    "remind_of_ends",
    "remind_of_reviews",
    "remove_document",
    "renew_membership",
    "request_info",
    "resign",
    "resubmit",
    "resume",
    "revoke",
    "save_draft",
    "start_application",
    "submit",
    "suspend",
    "take_up",
    "update_level",
    "update_reason",
    "watch_composition",
    "withdraw",
    "withdraw_proposal",
]

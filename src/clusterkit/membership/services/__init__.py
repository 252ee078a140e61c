"""Writes of membership, one function per use case."""

from clusterkit.membership.services.clock import expire_due, remind_of_ends
from clusterkit.membership.services.decisions import confirm_decision, propose_decision, withdraw_proposal
from clusterkit.membership.services.drafts import add_document, remove_document, save_draft, start_application
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
    "confirm_decision",
    "delete_old_documents",
    "expire_due",
    "post_message",
    "propose_decision",
    "remind_of_ends",
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
    "withdraw",
    "withdraw_proposal",
]

"""Writes of accounts, a module for each matter: account, consents, tokens, export, erasure."""

from clusterkit.accounts.services.account import (
    PROFILE_FIELDS,
    ask_email_change,
    complete_registration,
    confirm_email_change,
    edit_profile,
    mark_confirmed,
    send_already_registered,
    set_name,
)
from clusterkit.accounts.services.consents import accept, give_consent, kept_text, withdraw_consent, write_decision
from clusterkit.accounts.services.personal_links import create_link, note_use, revoke_link
from clusterkit.accounts.services.presence import lock_person, require_present
from clusterkit.accounts.services.tokens import TOKEN_DAYS, TOKENS_AT_MOST, create_token, has_tokens, revoke_token

__all__ = [
    "PROFILE_FIELDS",
    "TOKENS_AT_MOST",
    "TOKEN_DAYS",
    "accept",
    "ask_email_change",
    "complete_registration",
    "confirm_email_change",
    "create_link",
    "create_token",
    "edit_profile",
    "give_consent",
    "has_tokens",
    "kept_text",
    "lock_person",
    "mark_confirmed",
    "note_use",
    "require_present",
    "revoke_link",
    "revoke_token",
    "send_already_registered",
    "set_name",
    "withdraw_consent",
    "write_decision",
]

"""The links of invitations: signed for one schema, and known to the database by a digest only."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

from clusterkit.tenancy.signing import InvalidToken, make_token, read_token

PURPOSE: Final = "directory.invitation"
FOR_GOOD: Final = 100 * 365 * 24 * 3600
"""How long an invitation is valid its own row says: it may be sent again, and the office may change the setting."""


def new_key() -> str:
    """What a new link holds; nobody can guess it."""
    return secrets.token_urlsafe(24)


def digest_of(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def token_of(key: str) -> str:
    """The word in the address of the link, for the schema in force."""
    return make_token(purpose=PURPOSE, subject=key)


def digest_in(token: str) -> str | None:
    """The digest of the key in *token*; None for a damaged one or one of another cluster."""
    try:
        return digest_of(str(read_token(token, purpose=PURPOSE, max_age=FOR_GOOD)))
    except InvalidToken:
        return None

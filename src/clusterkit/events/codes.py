"""Codes of tickets and certificates as people type them from paper, or as a scanner reads them."""

from __future__ import annotations

import hashlib
from typing import Final

MAX_TYPED: Final = 300
"""A scanner that types writes the whole address of a ticket."""

_MEANT: Final = str.maketrans("АВЕКМНРСТУХІ1I0O", "ABEKMHPCTYXLLLQQ")
"""Cyrillic letters of the same look, and signs that no code has for those that look like them."""


def plain_code(typed: str) -> str:
    """What was typed as codes are stored: the end of an address, without blanks and hyphens, in capitals."""
    last = typed.strip().rstrip("/").rpartition("/")[2][:MAX_TYPED]
    return "".join(sign for sign in last.upper() if sign.isalnum()).translate(_MEANT)[:20]


def hash_of_code(event_id: int, code: str) -> str:
    """What a device at the door keeps instead of a code: enough to recognise a ticket, not to make one."""
    return hashlib.sha256(f"{event_id}:{code}".encode()).hexdigest()

"""An address that a link in a mail has proved: who came by the link registers with it and need not confirm it again.

Kept in the session for an hour, for the way to one page: whoever registers on another way types his address himself.
"""

from __future__ import annotations

import time
from typing import Any, Final

from django.http import HttpRequest

KEY: Final = "clusterkit_proved_address"
SECONDS: Final = 3600


def prove_address(request: HttpRequest, email: str, *, path: str) -> None:
    """Note that whoever sits at this browser reads the mail of *email*; he is on his way to *path*."""
    request.session[KEY] = {"email": email.lower(), "path": path, "until": int(time.time()) + SECONDS}


def proved_address(request: HttpRequest, *, path: str | None = None) -> str:
    """The proved address; empty where there is none, and for another way than to *path* where one is given."""
    session = getattr(request, "session", None)
    known: dict[str, Any] = (session.get(KEY) if session is not None else None) or {}
    if known.get("until", 0) < time.time() or (path is not None and known.get("path") != path):
        return ""
    return str(known["email"])

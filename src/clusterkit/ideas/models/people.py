"""How people are named."""

from __future__ import annotations

from typing import Any


def person_name(user: Any) -> str:
    """The name of a person to show; empty for one who is not there any more."""
    if user is None:
        return ""
    return str(getattr(user, "get_full_name", lambda: "")() or user.get_username())

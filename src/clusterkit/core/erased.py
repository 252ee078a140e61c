"""People who were erased: how their rows are told from others, and what is shown in the place of a name."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

ERASED_DOMAIN: Final = "erased.invalid"
"""The domain of the address that an erased person's row has; no mail ever goes there (RFC 2606)."""


def erased_address(user_id: int) -> str:
    """The address that an erased person's row gets, so that his own can be registered anew."""
    return f"person-{user_id}@{ERASED_DOMAIN}"


def is_erased_address(address: str) -> bool:
    """Whether this is the address of somebody who was erased."""
    return address.endswith(f"@{ERASED_DOMAIN}")


def removed_person() -> str:
    """What is shown in the place of his name, in the language in force."""
    return _("removed person")

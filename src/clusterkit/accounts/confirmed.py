"""The e-mail addresses of which people showed that they are theirs."""

from __future__ import annotations

from allauth.account.models import EmailAddress


def confirmed_addresses(user_id: int | None) -> list[str]:
    """The confirmed addresses of a person, in lower case. One query; none for a guest."""
    if user_id is None:
        return []
    rows = EmailAddress.objects.filter(user_id=user_id, verified=True).order_by("pk")
    return [str(address).lower() for address in rows.values_list("email", flat=True)]

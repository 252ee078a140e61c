"""Links in mails: signed for one schema, one purpose and one person, on the stored domain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser

from clusterkit.accounts.selectors import email_of
from clusterkit.core.conf import conf
from clusterkit.tenancy.context import current_cluster, in_cluster
from clusterkit.tenancy.signing import InvalidToken, make_token, read_token

CONFIRM = "accounts.confirm-email"
CHANGE = "accounts.change-email"
RESET = "accounts.reset-password"

_once = EmailAwarePasswordResetTokenGenerator()


def absolute(path: str) -> str:
    """The whole address of *path* on the stored domain of the cluster in force, or on the public host."""
    if in_cluster():
        return current_cluster().absolute_url(path)
    port = f":{conf.LINK_PORT}" if conf.LINK_PORT else ""
    return f"{conf.LINK_SCHEME}://{conf.PUBLIC_DOMAIN}{port}{path}"


def confirmation_token(address: EmailAddress) -> str:
    """For the mail that asks whether the address is the person's own."""
    return make_token(purpose=CONFIRM, subject=[address.pk, address.email])


def address_to_confirm(token: str) -> EmailAddress | None:
    """The address of a confirmation link, confirmed already or not; None when the link opens nothing here."""
    pk, email = _read(token, CONFIRM, 2)
    return EmailAddress.objects.select_related("user").filter(pk=pk, email=email).first() if pk else None


def reset_token(user: AbstractBaseUser, email: str) -> str:
    """For setting a new password, once: it dies with the password, a sign-in or a change of address."""
    return make_token(purpose=RESET, subject=[user.pk, email, _once.make_token(user)])


def user_to_reset(token: str) -> tuple[AbstractBaseUser, str] | None:
    """The person of a reset link and the address it was sent to; None when the link opens nothing here."""
    pk, email, inner = _read(token, RESET, 3)
    user = get_user_model()._default_manager.filter(pk=pk, is_active=True).first() if pk else None
    return (user, email) if user is not None and _once.check_token(user, inner) else None


@dataclass(frozen=True)
class EmailChange:
    """A wish to sign in with another address."""

    user: AbstractBaseUser
    email: str


def change_token(user: AbstractBaseUser, email: str) -> str:
    """For taking *email* as the new address; nothing is stored before the link is used."""
    return make_token(purpose=CHANGE, subject=[user.pk, email_of(user), email])


def change_to_confirm(token: str) -> EmailChange | None:
    """The change a link asks for; None when it opens nothing here or the address changed since."""
    pk, before, after = _read(token, CHANGE, 3)
    user = get_user_model()._default_manager.filter(pk=pk, is_active=True).first() if pk else None
    return EmailChange(user, after) if user is not None and email_of(user) == before else None


def _read(token: str, purpose: str, length: int) -> list[Any]:
    try:
        subject = read_token(token, purpose=purpose)
    except InvalidToken:
        return [None] * length
    return list(subject)

"""API tokens."""

from __future__ import annotations

from datetime import timedelta

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clusterkit.accounts.actions import MANAGE_OWN
from clusterkit.accounts.models import TokenName
from clusterkit.accounts.services.presence import own_user
from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput
from clusterkit.core.policies import Actor, policy_of

TOKEN_DAYS = (30, 90, 365)
TOKENS_AT_MOST = 20


def has_tokens() -> bool:
    """Whether the library of API tokens is installed."""
    return apps.is_installed("knox")


@transaction.atomic
def create_token(*, actor: Actor, name: str, days: int) -> tuple[TokenName, str]:
    """A new API token, valid for *days*; the text of it is told this once and never again.

    Raises ``InvalidInput`` for an unknown number of days or too many tokens.
    """
    from knox.models import get_token_model

    user = own_user(actor, lock=True)
    if days not in TOKEN_DAYS:
        raise InvalidInput(_("Choose how long the token is valid."), field="days")
    if TokenName.objects.filter(user=user).count() >= TOKENS_AT_MOST:
        raise InvalidInput(_("You have many tokens already. Remove those you do not need."))
    row, token = get_token_model().objects.create(user=user, expiry=timedelta(days=days))
    named = TokenName.objects.create(user=user, digest=row.digest, name=name, expires_at=row.expiry)
    ports.record(actor=actor, action=MANAGE_OWN.code, target=named, after={"token": name, "days": days})
    return named, token


@transaction.atomic
def revoke_token(*, actor: Actor, token: TokenName) -> None:
    """Make a token useless from now on."""
    from knox.models import get_token_model

    policy_of(TokenName).require(actor, MANAGE_OWN, token)
    ports.record(actor=actor, action=MANAGE_OWN.code, target=token, before={"token": token.name})
    get_token_model().objects.filter(digest=token.digest).delete()
    token.delete()

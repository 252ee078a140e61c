"""The link in the mail by which a mail domain is proved: made, mailed, read. It opens one claim, once, for some days."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from clusterkit.accounts import mail
from clusterkit.accounts.links import absolute
from clusterkit.core.conf import conf
from clusterkit.core.exceptions import NotVisible
from clusterkit.core.policies import Actor
from clusterkit.directory.enums import DomainClaimState
from clusterkit.directory.models import DomainClaim
from clusterkit.tenancy.context import on_commit
from clusterkit.tenancy.signing import InvalidToken, make_token, read_token

PURPOSE: Final = "directory.domain-claim"


def send_link(claim: DomainClaim, actor: Actor) -> None:
    """Give *claim* a new key, and mail its link after the commit. Earlier links open nothing from then on."""
    key = secrets.token_urlsafe(24)
    claim.key_digest = digest_of(key)
    claim.link_expires_at = timezone.now() + timedelta(seconds=conf.TOKEN_MAX_AGE)
    claim.mails += 1
    claim.mailed_at = None
    claim.save()
    context = {
        "url": absolute(reverse("clusterkit_directory:domain-link", kwargs={"token": claim_token(claim.pk, key)})),
        "organisation": str(claim.organisation),
        "person": actor.display_name,
        "domain": claim.domain,
        "admits_at_once": claim.admits_at_once,
        "days": max(conf.TOKEN_MAX_AGE // (24 * 3600), 1),
    }
    on_commit(lambda: _send(claim.pk, claim.address, context))


def _send(pk: int, address: str, context: dict[str, Any]) -> None:
    if mail.send("clusterkit/directory/mails/domain", address, context):
        DomainClaim.objects.filter(pk=pk).update(mailed_at=timezone.now())


def claim_token(pk: int, key: str) -> str:
    """The last part of the link that opens the claim *pk* with its *key*."""
    return make_token(purpose=PURPOSE, subject=[pk, key])


def read_link(token: str) -> DomainClaim:
    """The waiting claim that a link opens. Raises ``NotVisible`` for one that opens nothing (any more)."""
    try:
        pk, key = read_token(token, purpose=PURPOSE)
    except InvalidToken as error:
        raise NotVisible from error
    claim: DomainClaim | None = (
        DomainClaim.objects.filter(
            pk=pk,
            key_digest=digest_of(key),
            link_expires_at__gt=timezone.now(),
            state=DomainClaimState.WAITING,
        )
        .select_related("organisation")
        .first()
    )
    if claim is None:
        raise NotVisible
    return claim


def forget_links() -> None:
    """Let no link open anything any more; the claims wait on, and another mail can be sent."""
    DomainClaim.objects.filter(state=DomainClaimState.WAITING).update(
        key_digest="", link_expires_at=None, version=F("version") + 1
    )


def digest_of(key: str) -> str:
    """What is stored of a key."""
    return sha256(key.encode()).hexdigest()

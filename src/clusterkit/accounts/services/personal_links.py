"""Addresses with a personal secret: made, used, revoked."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils import timezone

from clusterkit.accounts.actions import MANAGE_OWN
from clusterkit.accounts.models import PersonalLink
from clusterkit.accounts.personal_links import LinkPurpose, digest_of
from clusterkit.accounts.services.presence import own_user
from clusterkit.core import ports
from clusterkit.core.exceptions import NotVisible
from clusterkit.core.policies import Actor, policy_of


@transaction.atomic
def create_link(*, purpose: LinkPurpose, actor: Actor) -> tuple[PersonalLink, str]:
    """A new address for *purpose* in the place of the one before, which stops working. Its secret is told this once.

    Raises ``NotVisible`` for who may not see what it would open.
    """
    if not actor.allows(purpose.action):
        raise NotVisible
    user = own_user(actor, lock=True)
    PersonalLink.objects.filter(user=user, purpose=purpose.code).delete()
    secret = secrets.token_urlsafe(32)
    link = PersonalLink.objects.create(user=user, purpose=purpose.code, digest=digest_of(secret, purpose.code))
    ports.record(actor=actor, action=MANAGE_OWN.code, target=link, after={"link": purpose.code})
    return link, secret


@transaction.atomic
def revoke_link(*, link: PersonalLink, actor: Actor) -> None:
    """Let an address open nothing from now on. Raises ``NotVisible`` for somebody else's."""
    policy_of(PersonalLink).require(actor, MANAGE_OWN, link)
    ports.record(actor=actor, action=MANAGE_OWN.code, target=link, before={"link": link.purpose})
    link.delete()


def note_use(link: PersonalLink) -> None:
    """Note the day on which the address was fetched: its owner sees whether somebody uses it."""
    today = timezone.localdate()
    if link.used_on != today and not ports.is_read_only.call():
        PersonalLink.objects.filter(pk=link.pk).update(used_on=today)

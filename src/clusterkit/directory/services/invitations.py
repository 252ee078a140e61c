"""Writes of invitations by e-mail: sent, sent again, taken back, forgotten."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any, Final

from allauth.account.internal.userkit import filter_users_by_email
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.accounts import limits, links, mail
from clusterkit.core import ports
from clusterkit.core.conf import conf
from clusterkit.core.exceptions import Conflict, InvalidInput, NotPermitted, NotVisible, TooMany
from clusterkit.core.policies import Actor, policy_of
from clusterkit.directory.actions import INVITE, RESEND_INVITATION, REVOKE_INVITATION
from clusterkit.directory.enums import AffiliationRole, AffiliationState, InvitationState
from clusterkit.directory.invitation_links import digest_of, new_key, token_of
from clusterkit.directory.models import Affiliation, Invitation, Organisation
from clusterkit.directory.selectors.invitations import REFUSALS

A_DAY: Final = 24 * 3600
TO_ONE_ADDRESS: Final = 5
"""So many mails a day one person may cause to one address: who did not ask for them is left in peace."""


@transaction.atomic
def invite(
    *, organisation: Organisation, email: str, actor: Actor, role: str = AffiliationRole.REPRESENTATIVE
) -> Invitation:
    """Invite who reads the mail of *email* to act for *organisation* as *role*. The mail leaves after the commit.

    All is the same whether or not somebody is registered with the address. One that ran out is sent anew.

    Raises ``InvalidInput`` for an unknown role; ``Conflict`` where the address is invited already or belongs to one of
    the people of the organisation; ``TooMany``.
    """
    policy_of(Organisation).require(actor, INVITE, organisation)
    if role not in AffiliationRole.values:
        raise InvalidInput(_("There is no such role."), field="role")
    address = email.strip().lower()
    if _acts_already(organisation, address):
        raise Conflict(_("This person acts for the organisation already."), field="email")
    known = Invitation.objects.waiting().select_for_update(of=("self",))
    row = known.filter(organisation=organisation, email=address).first()
    if row is not None and row.state == InvitationState.WAITING:
        raise Conflict(_("This address is invited already. You can send the invitation again."), field="email")
    _count(actor, address)
    row = row or Invitation(organisation=organisation, email=address)
    row.role = role
    key = _renew(row, actor)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Conflict(
            _("This address is invited already. You can send the invitation again."), field="email"
        ) from error
    ports.record(actor=actor, action=INVITE.code, target=row, after={"organisation": organisation.pk, "role": row.role})
    _send_on_commit(row, key)
    return row


@transaction.atomic
def resend_invitation(*, invitation: Invitation, actor: Actor) -> Invitation:
    """Send a new link, valid anew; the link of the earlier mail opens nothing from then on.

    Who sends it again is who invites. Raises ``Conflict`` where it was accepted or taken back; ``TooMany``.
    """
    row = _lock(invitation)
    policy_of(Invitation).require(actor, RESEND_INVITATION, row)
    require_waiting(row, expired=True)
    _count(actor, row.email)
    key = _renew(row, actor)
    row.save()
    ports.record(actor=actor, action=RESEND_INVITATION.code, target=row)
    _send_on_commit(row, key)
    return row


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, actor: Actor) -> Invitation:
    """Take the invitation back: its link opens nothing any more. Nobody is told.

    Raises ``Conflict`` where it was accepted or taken back before.
    """
    row = _lock(invitation)
    policy_of(Invitation).require(actor, REVOKE_INVITATION, row)
    require_waiting(row, expired=True)
    row.revoked_at, row.revoked_by_id, row.email = timezone.now(), actor.user_id, ""
    row.save()
    ports.record(actor=actor, action=REVOKE_INVITATION.code, target=row)
    return row


def forget_addresses(*, now: datetime) -> int:
    """Take invitations back that ran out long ago, with the addresses of people who never came. Returns how many."""
    before = now - timedelta(days=conf.INVITATION_DAYS)
    old = Invitation.objects.waiting().filter(expires_at__lt=before)
    return int(old.update(revoked_at=now, email=""))


def void_invitations() -> None:
    """End everything that waits: in a copied cluster nobody is invited to what he was invited to elsewhere."""
    Invitation.objects.waiting().update(revoked_at=timezone.now(), email="")


def pass_invitations_on(row: Affiliation, successor_id: int | None) -> int:
    """What somebody sent who administers the organisation no longer: his successor's, or taken back. Returns how many."""
    sent = Invitation.objects.waiting().filter(organisation_id=row.organisation_id, invited_by_id=row.user_id)
    if successor_id is not None:
        return int(sent.update(invited_by_id=successor_id))
    return int(sent.update(revoked_at=timezone.now(), email=""))


def require_waiting(row: Invitation, *, expired: bool = False) -> None:
    """Raise ``Conflict`` unless the invitation waits; with *expired* one that ran out is as good."""
    state = row.state
    if state == InvitationState.WAITING or (expired and state == InvitationState.EXPIRED):
        return
    raise Conflict(REFUSALS[state], details={"state": state.value})


def _acts_already(organisation: Organisation, address: str) -> bool:
    """Only by what the list of the organisation's people shows to who invites."""
    field = get_user_model().get_email_field_name()
    acting = organisation.affiliations.filter(state=AffiliationState.CONFIRMED, user__is_active=True)
    return bool(acting.filter(**{f"user__{field}__iexact": address}).exists())


def _renew(row: Invitation, actor: Actor) -> str:
    """A new link for some days. Returns its key."""
    key = new_key()
    row.digest, row.sent_at = digest_of(key), None
    row.expires_at = timezone.now() + timedelta(days=conf.INVITATION_DAYS)
    row.invited_by_id = actor.user_id
    return key


def _count(actor: Actor, address: str) -> None:
    if actor.user_id is None:
        raise NotPermitted(_("An invitation needs somebody who invites."))
    one = f"invite:{hashlib.sha256(address.encode()).hexdigest()}"
    at_most = conf.INVITATIONS_A_DAY
    if at_most and not limits.take_of_person(one, actor.user_id, TO_ONE_ADDRESS, A_DAY):
        raise TooMany(_("This address got several mails from you today. Try again tomorrow."))
    if not limits.take_of_person("invite", actor.user_id, at_most, A_DAY):
        raise TooMany(_("You sent many invitations today. Go on tomorrow."))


def _lock(invitation: Invitation) -> Invitation:
    row: Invitation | None = Invitation.objects.select_for_update(of=("self",)).filter(pk=invitation.pk).first()
    if row is None:
        raise NotVisible
    return row


def _send_on_commit(row: Invitation, key: str) -> None:
    pk, token = row.pk, token_of(key)
    ports.on_commit.call(lambda: _send(pk, token))


def _send(pk: int, token: str) -> None:
    """Send it in the language of the one who gets it, where that is known, and note that it left."""
    row = Invitation.objects.select_related("organisation", "invited_by").get(pk=pk)
    inviter: Any = row.invited_by
    context = {
        "organisation": row.organisation,
        "inviter": str(inviter.get_full_name()) if inviter is not None else "",
        "role": row.role,
        "url": links.absolute(reverse("clusterkit_directory:invitation", args=[token])),
        "expires_at": row.expires_at,
    }
    users = filter_users_by_email(row.email, is_active=True)
    if mail.send("clusterkit/directory/mails/invitation", row.email, context, user=users[0] if users else None):
        Invitation.objects.filter(pk=pk).update(sent_at=timezone.now())

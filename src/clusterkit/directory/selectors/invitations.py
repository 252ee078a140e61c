"""Whom organisations invited, and what stands behind a link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from allauth.account.models import EmailAddress
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.policies import Actor, policy_of, visible_to
from clusterkit.directory.actions import INVITE
from clusterkit.directory.enums import InvitationState
from clusterkit.directory.invitation_links import digest_in
from clusterkit.directory.models import Invitation, Organisation

REFUSALS: Final[dict[InvitationState, str | Promise]] = {
    InvitationState.ACCEPTED: _("This invitation was accepted already."),
    InvitationState.REVOKED: _("This invitation was taken back."),
    InvitationState.EXPIRED: _("This invitation ran out. Ask who invited you to send it again."),
}
GONE: Final = _("Who invited you does not look after the organisation any more. Ask its people for a new invitation.")


@dataclass(frozen=True)
class OpenedInvitation:
    """What the link shows: ``is_mine`` where the viewer may accept it, ``refusal`` where nobody can any more."""

    invitation: Invitation
    inviter: str
    is_mine: bool
    refusal: str | Promise


def invitations(viewer: Actor) -> QuerySet[Invitation]:
    """The invitations that *viewer* may see, newest first."""
    return visible_to(viewer, Invitation.objects.select_related("organisation", "invited_by"))


def waiting_invitations(viewer: Actor, organisation: Organisation) -> QuerySet[Invitation]:
    """Those of *organisation* that nobody answered yet, run out or not."""
    return invitations(viewer).filter(organisation=organisation, accepted_at=None, revoked_at=None)


def invitation_of(token: str) -> Invitation | None:
    """What stands behind a link, whatever came of it; None where it opens nothing here.

    Not narrowed to a viewer: who has the link was invited. It was sent to one mailbox.
    """
    digest = digest_in(token)
    if digest is None:
        return None
    rows: QuerySet[Invitation] = Invitation.objects.select_related("organisation", "invited_by")
    return rows.filter(digest=digest).first()


def is_addressed_to(actor: Actor, invitation: Invitation) -> bool:
    """Whether the invited address is one that *actor* confirmed to be his."""
    if actor.user_id is None or not invitation.email:
        return False
    own = EmailAddress.objects.filter(user_id=actor.user_id, verified=True)
    return bool(own.filter(email__iexact=invitation.email).exists())


def inviter_still_may(invitation: Invitation) -> bool:
    """Whether who invited may invite to this organisation today. Somebody who is gone may not."""
    inviter: Any = invitation.invited_by
    if inviter is None:
        return False
    viewer = ports.make_viewer.call(inviter)
    return viewer.is_authenticated and policy_of(Organisation).can(viewer, INVITE, invitation.organisation)


def opened_invitation(viewer: Actor, token: str) -> OpenedInvitation | None:
    """The invitation behind a link, as who has the link reads it."""
    found = invitation_of(token)
    if found is None:
        return None
    refusal = REFUSALS.get(found.state, "") or ("" if inviter_still_may(found) else GONE)
    inviter: Any = found.invited_by
    name = str(inviter.get_full_name()) if inviter is not None else ""
    return OpenedInvitation(found, name, is_addressed_to(viewer, found), refusal)

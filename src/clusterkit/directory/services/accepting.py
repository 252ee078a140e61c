"""Accepting an invitation: once, by the person whose address it went to."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.accounts.services import accept, require_present
from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, NotPermitted, NotVisible
from clusterkit.core.policies import Actor
from clusterkit.core.transitions import Changed
from clusterkit.directory import notices
from clusterkit.directory.actions import ACCEPT_INVITATION
from clusterkit.directory.consents import LISTED
from clusterkit.directory.enums import LIVE_AFFILIATION_STATES, AffiliationRole, AffiliationState
from clusterkit.directory.hooks import affiliation_confirmation, affiliation_confirmed
from clusterkit.directory.models import Affiliation, Invitation, Organisation
from clusterkit.directory.selectors.invitations import GONE, invitation_of, inviter_still_may, is_addressed_to
from clusterkit.directory.services.invitations import require_waiting
from clusterkit.directory.transitions import AFFILIATION


@transaction.atomic
def accept_invitation(
    *, token: str, actor: Actor, position: str = "", is_listed: bool = False, page: str = ""
) -> Affiliation:
    """Let *actor* act for the organisation that invited him, at once. An open request of his is answered by it.

    Who acts for it already becomes an admin where he is invited as one, and loses nothing.

    Raises ``NotVisible`` for a link that opens nothing here; ``Conflict`` for an invitation that was accepted, taken
    back or ran out, and where who invited may not any more; ``NotPermitted`` for another person than the invited.
    """
    if actor.user_id is None or not actor.allows(ACCEPT_INVITATION):
        raise NotPermitted(needed_tier=ACCEPT_INVITATION.tier)
    found = invitation_of(token)
    if found is None:
        raise NotVisible
    # As every write about who acts for an organisation: one after the other.
    Organisation.objects.select_for_update(no_key=True).filter(pk=found.organisation_id).first()
    invitation = Invitation.objects.select_for_update(of=("self",)).filter(pk=found.pk, digest=found.digest).first()
    if invitation is None:
        raise NotVisible
    require_waiting(invitation)
    if not is_addressed_to(actor, invitation):
        raise NotPermitted(_("This invitation went to another address. Sign in with that one to accept it."))
    if not inviter_still_may(invitation):
        raise Conflict(GONE)
    row, before = _affiliation(invitation, actor.user_id)
    affiliation_confirmation.check(Changed(row, AFFILIATION["confirm"], before["state"], actor))
    _confirm(row, invitation.role, position.strip(), is_listed)
    require_present(actor)
    if is_listed:
        accept(actor=actor, purpose=LISTED, page=page)
    invitation.accepted_at, invitation.accepted_by_id, invitation.email = timezone.now(), actor.user_id, ""
    invitation.save()
    ports.record(
        actor=actor,
        action=ACCEPT_INVITATION.code,
        target=row,
        before=before if row.version > 1 else {},
        after={"organisation": row.organisation_id, "state": row.state, "role": row.role},
    )
    _tell(invitation, row, actor)
    if before["state"] != AffiliationState.CONFIRMED:
        affiliation_confirmed.announce_on_commit(Changed(row, AFFILIATION["confirm"], before["state"], actor))
    return row


def _affiliation(invitation: Invitation, user_id: int) -> tuple[Affiliation, dict[str, str]]:
    """The person's live affiliation, else a new one that is not saved; and how it was."""
    live = Affiliation.objects.select_for_update(of=("self",)).filter(
        organisation_id=invitation.organisation_id, user_id=user_id, state__in=LIVE_AFFILIATION_STATES
    )
    row = live.first()
    if row is None:
        row = Affiliation(organisation_id=invitation.organisation_id, user_id=user_id, state=AffiliationState.REQUESTED)
    return row, {"state": row.state, "role": row.role}


def _confirm(row: Affiliation, role: str, position: str, is_listed: bool) -> None:
    if row.state != AffiliationState.CONFIRMED:
        row.role = role
    elif role == AffiliationRole.ADMIN:
        row.role = AffiliationRole.ADMIN
    row.state, row.state_changed_at = AffiliationState.CONFIRMED, timezone.now()
    row.position = position or row.position
    row.is_listed = is_listed or row.is_listed
    row.version += 1 if row.pk else 0
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Conflict from error


def _tell(invitation: Invitation, row: Affiliation, actor: Actor) -> None:
    if invitation.invited_by_id is None:
        return
    ports.notify(
        ports.Notice(
            kind=notices.INVITATION_ACCEPTED,
            recipients=[invitation.invited_by_id],
            path=row.organisation.get_absolute_url(),
            event=f"directory.invitation:{invitation.pk}:accepted",
            context={"organisation": str(row.organisation), "person": actor.display_name},
            target=row,
        )
    )

"""Acting for an organisation by one's address at its mail domain, and choosing for which of several one acts."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.accounts.services import accept, require_present
from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, InvalidInput, NotPermitted
from clusterkit.core.policies import Actor, policy_of
from clusterkit.core.transitions import apply
from clusterkit.directory import notices
from clusterkit.directory.actions import CHOOSE, JOIN_BY_ADDRESS
from clusterkit.directory.consents import LISTED
from clusterkit.directory.enums import LIVE_AFFILIATION_STATES, AffiliationRole, AffiliationState
from clusterkit.directory.hooks import affiliation_confirmation, affiliation_confirmed
from clusterkit.directory.models import Affiliation, DomainClaim, Organisation
from clusterkit.directory.policies.claims import claims_for
from clusterkit.directory.selectors import organisation_admin_ids
from clusterkit.directory.services.affiliations import request_affiliation
from clusterkit.directory.transitions import AFFILIATION


@transaction.atomic
def join_by_address(
    *, organisation: Organisation, actor: Actor, position: str = "", is_listed: bool = False, page: str = ""
) -> Affiliation:
    """Act for *organisation*, whose mail domain the actor has a confirmed address at: as a representative, at once.

    Where the organisation confirms such people itself this asks it, as ``request_affiliation`` does. An open
    request is answered by it. The claim is locked: one that is given up at this moment lets nobody in.

    Raises ``Conflict`` where he has no such address (any more) or acts for it already; what ``apply`` raises.
    """
    policy_of(Organisation).require(actor, JOIN_BY_ADDRESS, organisation)
    if actor.user_id is None:
        raise NotPermitted
    claim = _claim(actor, organisation)
    if not claim.admits_at_once:
        return request_affiliation(
            organisation=organisation, actor=actor, position=position, is_listed=is_listed, page=page
        )
    row = _own_row(actor, actor.user_id, organisation)
    if row.state == AffiliationState.CONFIRMED:
        raise Conflict(_("You act for this organisation already."))
    require_present(actor)
    if is_listed:
        accept(actor=actor, purpose=LISTED, page=page)

    def effect(locked: Affiliation) -> dict[str, Any]:
        locked.role = AffiliationRole.REPRESENTATIVE
        locked.position, locked.is_listed = position.strip() or locked.position, is_listed
        return {"organisation": organisation.pk, "position": locked.position, "domain": claim.domain}

    return apply(
        AFFILIATION,
        "admit",
        row,
        actor=actor,
        veto=affiliation_confirmation,
        effect=effect,
        notices=lambda locked: [_tell_admins(locked, claim, actor)],
        announce=affiliation_confirmed,
    )


def _claim(actor: Actor, organisation: Organisation) -> DomainClaim:
    """The claim that lets him in, locked; the one without a further confirmation where there are two."""
    rows = claims_for(actor).filter(organisation=organisation).order_by("-admits_at_once", "pk")
    claim = rows.select_for_update(of=("self",), no_key=True).first()
    if claim is None:
        raise Conflict(
            _("You have no confirmed address at a mail domain of this organisation. Ask its administrators instead.")
        )
    return claim


def _own_row(actor: Actor, user_id: int, organisation: Organisation) -> Affiliation:
    live = Affiliation.objects.filter(organisation=organisation, user_id=user_id, state__in=LIVE_AFFILIATION_STATES)
    row: Affiliation | None = live.first()
    if row is not None:
        return row
    try:
        with transaction.atomic():
            made: Affiliation = Affiliation.objects.create(organisation=organisation, user_id=user_id)
    except IntegrityError as error:
        raise Conflict(_("You asked for this already, or you act for this organisation.")) from error
    return made


def _tell_admins(row: Affiliation, claim: DomainClaim, actor: Actor) -> ports.Notice:
    return ports.Notice(
        kind=notices.JOINED,
        recipients=organisation_admin_ids(row.organisation),
        path=reverse("clusterkit_directory:people", kwargs={"slug": row.organisation.slug}),
        event=f"directory.affiliation:{row.pk}:joined:{row.version}",
        context={
            "organisation": str(row.organisation),
            "person": actor.display_name,
            "position": row.position,
            "domain": claim.domain,
        },
        target=row,
    )


@transaction.atomic
def choose_organisation(*, organisation_id: int, actor: Actor) -> Affiliation:
    """Act for this one of one's organisations from now on, also after the next sign-in. Returns the affiliation.

    Raises ``InvalidInput`` for an organisation that the actor does not act for.
    """
    row: Affiliation | None = (
        Affiliation.objects.select_for_update(of=("self",), no_key=True)
        .filter(organisation_id=organisation_id, user_id=actor.user_id or 0, state=AffiliationState.CONFIRMED)
        .first()
    )
    if row is None:
        raise InvalidInput(_("You do not act for this organisation. Choose one of yours."), field="organisation")
    policy_of(Affiliation).require(actor, CHOOSE, row)
    row.chosen_at = timezone.now()
    row.save(update_fields=["chosen_at"])
    return row

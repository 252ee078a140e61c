"""A seat votes."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clusterkit.accounts.services import require_present
from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput, NotPermitted, StaleVersion, StateConflict
from clusterkit.core.policies import Actor, policy_of
from clusterkit.membership import actions
from clusterkit.membership.enums import Choice
from clusterkit.membership.models import Ballot, Seat, Vote
from clusterkit.membership.selectors.council import affiliated_ids, is_recused, seats_on, speakers
from clusterkit.membership.services.council.locking import check_open, lock_ballot

RECUSED = _("This seat has no vote here: it or its people belong to the applicant.")


@transaction.atomic
def cast_vote(
    *, ballot: Ballot, seat: Seat, choice: str, actor: Actor, revision: int | None = None, remark: str = ""
) -> Vote:
    """Vote for *seat*, or change its vote; the earlier one stays on record and counts no more.

    The representative's vote stands before the deputy's, who cannot replace it. *revision* is the number that the person
    read. Raises ``StateConflict`` when the vote has ended, ``NotPermitted`` for somebody not named for the seat, for a
    seat without a place today and for a recused one, ``StaleVersion`` for another revision, ``InvalidInput`` for an
    unknown choice.
    """
    locked = lock_ballot(ballot)
    policy_of(Ballot).require(actor, actions.CAST, locked)
    check_open(locked)
    if locked.closes_at <= timezone.now():
        raise StateConflict(_("The time for votes is over. This vote does not count."), details={"state": locked.state})
    if choice not in Choice.values:
        raise InvalidInput(_("Choose for, against or abstain."), field="choice")
    if revision is not None and revision != locked.revision.number:
        raise StaleVersion(
            _("The vote is on revision %(number)d. Read it before you vote.") % {"number": locked.revision.number},
            details={"revision": locked.revision.number, "expected": revision},
        )
    place = _check_seat(locked, seat, actor)
    as_deputy = actor.user_id != place.representative_id
    before = Vote.objects.filter(ballot=locked, seat=place, void_at__isnull=True).first()
    if before is not None:
        if as_deputy and not before.as_deputy and before.voter_id == place.representative_id:
            raise StateConflict(_("The representative of this seat has voted already. That vote stands."))
        _void(before, gettext("changed"))
    vote = Vote.objects.create(
        ballot=locked,
        seat=place,
        voter_id=actor.user_id,
        voter_name=str(actor.display_name)[:160],
        as_deputy=as_deputy,
        choice=choice,
        remark=remark.strip()[:2000],
    )
    require_present(actor)
    # What was chosen is not in the log: it is secret until the vote is closed, and in the protocol afterwards.
    ports.record(
        actor=actor,
        action=actions.CAST.code,
        target=locked,
        after={"seat": str(place.organisation), "as_deputy": as_deputy, "again": before is not None},
    )
    return vote


def _check_seat(ballot: Ballot, seat: Seat, actor: Actor) -> Seat:
    """The seat as it is today, if *actor* may vote for it."""
    place = seats_on(timezone.localdate()).filter(pk=seat.pk).first()
    if place is None or actor.user_id is None or actor.user_id not in speakers(place):
        raise NotPermitted(_("You are not named for this seat today."))
    applicant_id = ballot.application.organisation_id
    partial = affiliated_ids(applicant_id)
    if actor.user_id in partial or is_recused(place, applicant_id, partial):
        raise NotPermitted(RECUSED)
    if actor.user_id not in affiliated_ids(place.organisation_id):
        raise NotPermitted(_("You do not act for the organisation of this seat any more."))
    return place


def _void(vote: Vote, reason: str) -> None:
    vote.void_at, vote.void_reason = timezone.now(), reason
    vote.save(update_fields=["void_at", "void_reason"])


def void_partial(ballot: Ballot, counted: set[int]) -> int:
    """Take the votes out of the count that are not among *counted* (primary keys). Returns how many."""
    lost = Vote.objects.filter(ballot=ballot, void_at__isnull=True).exclude(pk__in=counted)
    return lost.update(
        void_at=timezone.now(),
        void_reason=gettext("the seat or its person had no part in this vote when it was closed"),
    )

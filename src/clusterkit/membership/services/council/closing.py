"""A vote ends: it is counted, the application follows, the protocol is written, all in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from clusterkit.core.exceptions import Conflict, DomainError, InvalidInput, StateConflict
from clusterkit.core.policies import Actor, SystemActor, policy_of
from clusterkit.core.transitions import apply
from clusterkit.membership import actions, hooks
from clusterkit.membership import notices as kinds
from clusterkit.membership.enums import BallotResult, ReasonPurpose, Verdict
from clusterkit.membership.models import Application, Ballot, Reason
from clusterkit.membership.rules import CouncilRule, Tally, decision_rules
from clusterkit.membership.selectors.council import SeatInBallot, roll, tally
from clusterkit.membership.selectors.people import applicant_side_ids
from clusterkit.membership.services.council.locking import check_open, lock_ballot
from clusterkit.membership.services.council.opening import about
from clusterkit.membership.services.council.protocols import cluster_language, write_protocol
from clusterkit.membership.services.council.voting import void_partial
from clusterkit.membership.services.file import lock, notice_of, write_step
from clusterkit.membership.services.outcomes import admit_applicant, reapply_day, refuse_applicant
from clusterkit.membership.services.reasons import chosen_reason, text_of
from clusterkit.membership.transitions import BALLOTS, MACHINE

BY_RESULT = {
    BallotResult.APPROVED: "vote_approved",
    BallotResult.REJECTED: "vote_rejected",
    BallotResult.TIED: "no_decision",
    BallotResult.NO_QUORUM: "no_decision",
}
"""The transition of the application that follows from each result."""


@transaction.atomic
def close_vote(
    *,
    ballot: Ballot,
    actor: Actor,
    reason: str = "",
    reason_code: str = "",
    expected_version: int | None = None,
) -> Ballot:
    """Count the votes and do what follows: membership, rejection, or back to review without a decision.

    A vote is closed when its time is over or every entitled seat has voted. *reason* is read by the applicant when he is
    rejected; where it is empty it is the text of the predefined reason *reason_code*, and without both he reads that the council did not approve. Raises ``StateConflict`` when it has ended,
    ``Conflict`` when it is too early, ``StaleVersion``, ``NotPermitted``, ``NotVisible`` and ``Vetoed``: a refused approval
    leaves the vote open.
    """
    application = lock(ballot.application)
    locked = lock_ballot(ballot)
    policy_of(Ballot).require(actor, actions.CLOSE_VOTE, locked)
    check_open(locked)
    rows = roll(locked)
    silent = [row for row in rows if not row.is_recused and row.vote is None]
    if silent and locked.closes_at > timezone.now():
        raise Conflict(
            _(
                "Not every seat has voted, and there is time left. Close the vote when all have voted or the time is over."
            ),
            details={"silent": [str(row.seat.organisation) for row in silent]},
        )
    count = tally(locked, rows)
    result = _rule(locked).result(count)
    if len(reason) > 4000:
        raise InvalidInput(_("The reason is too long: 4,000 characters at most."), field="reason")
    chosen = chosen_reason(ReasonPurpose.REJECT, reason_code) if result == BallotResult.REJECTED else None
    reason = reason.strip() or text_of(chosen)
    if result == BallotResult.REJECTED and not reason:
        with override(cluster_language()):
            reason = gettext("The council did not approve the application.")
    closed = _close(locked, rows, count, result, actor, reason, expected_version)
    _follow(application, closed, result, actor, chosen)
    return closed


def close_due(*, actor: Actor | None = None) -> int:
    """Close the votes whose time is over. Returns how many. Each is a transaction of its own.

    One that a hook refuses stays open and is tried again the next time; it stands on the office's board meanwhile.
    """
    done = 0
    for ballot in list(Ballot.objects.due(timezone.now()).select_related("application")):
        try:
            close_vote(ballot=ballot, actor=actor or SystemActor())
        except DomainError:
            continue
        done += 1
    return done


def _rule(ballot: Ballot) -> CouncilRule:
    rule = decision_rules.get(ballot.rule)
    if not isinstance(rule, CouncilRule):
        raise Conflict(
            _("The rule of this vote, “%(rule)s”, is not installed any more. Break the vote off and open a new one.")
            % {"rule": ballot.rule}
        )
    return rule


def _close(
    ballot: Ballot,
    rows: Sequence[SeatInBallot],
    count: Tally,
    result: BallotResult,
    actor: Actor,
    reason: str,
    expected_version: int | None,
) -> Ballot:
    def effect(locked: Ballot) -> dict[str, Any]:
        locked.closed_at = timezone.now()
        locked.result = result
        locked.reason = reason
        locked.tally = {
            **asdict(count),
            "recused": sum(row.is_recused for row in rows),
            "absent": count.entitled - count.cast,
            "quorum": count.quorum,
        }
        void_partial(locked, {row.vote.pk for row in rows if row.vote is not None})
        protocol = write_protocol(locked, rows, actor=actor)
        return {"result": result.value, "protocol": protocol.display_number, "revision": locked.revision.number}

    return apply(
        BALLOTS,
        "close",
        ballot,
        actor=actor,
        expected_version=expected_version,
        reason=reason,
        effect=effect,
        notices=lambda locked: [about(locked, kinds.VOTE_CLOSED, "closed", result=str(result.value))],
    )


def _follow(
    application: Application, ballot: Ballot, result: BallotResult, actor: Actor, chosen: Reason | None
) -> None:
    reason = ballot.reason
    name = BY_RESULT[result]
    context: dict[str, str | int | None] = {"reason": reason}
    if result == BallotResult.REJECTED:
        context["may_reapply_on"] = date_format(reapply_day())

    def effect(locked: Application) -> dict[str, Any]:
        extra: dict[str, Any] = {"ballot": ballot.pk, "result": result.value}
        if result == BallotResult.APPROVED:
            extra |= admit_applicant(locked, actor=actor, reason=reason)
        elif result == BallotResult.REJECTED:
            extra |= refuse_applicant(locked, actor=actor, reason=reason, chosen=chosen)
        else:
            write_step(locked, code=name, actor=actor)
        return extra

    decides = result in (BallotResult.APPROVED, BallotResult.REJECTED)
    kind = {BallotResult.APPROVED: Verdict.APPROVE.value, BallotResult.REJECTED: Verdict.REJECT.value}.get(result, name)
    try:
        apply(
            MACHINE,
            name,
            application,
            actor=actor,
            reason=reason,
            veto=hooks.before_decision if decides else None,
            effect=effect,
            notices=notice_of(kind, applicant_side_ids(application.organisation_id), **context),
            announce=hooks.application_decided if decides else None,
        )
    except StateConflict as conflict:
        # Its ballot is open, so it is in the vote: anything else is a broken row, which the office has to see.
        raise Conflict(_("The application is not in the vote any more. Break the vote off.")) from conflict

"""A vote begins, or is broken off."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, InvalidInput, NotVisible
from clusterkit.core.policies import Actor
from clusterkit.core.ports import Notice
from clusterkit.core.transitions import apply
from clusterkit.membership import notices as kinds
from clusterkit.membership.enums import MeetingState
from clusterkit.membership.models import Application, Ballot, Meeting, Revision
from clusterkit.membership.rules import CouncilRule, decision_rules
from clusterkit.membership.selectors.council import roll, voter_ids
from clusterkit.membership.selectors.office import office_settings
from clusterkit.membership.selectors.people import applicant_side_ids
from clusterkit.membership.services.council.locking import open_ballot_of
from clusterkit.membership.services.file import notice_of, write_step
from clusterkit.membership.transitions import BALLOTS, MACHINE


def open_vote(
    *,
    application: Application,
    actor: Actor,
    closes_at: datetime | None = None,
    meeting: Meeting | None = None,
    expected_version: int | None = None,
) -> Ballot:
    """Put the present revision to the vote of the council. Without *closes_at* it stays open for the office's number of days.

    Raises ``Conflict`` where the council does not decide here or no seat is entitled, ``InvalidInput`` for an end in the
    past, and as ``transitions.apply``.
    """
    settings = office_settings()
    rule = decision_rules.in_force(settings.decision_rule)
    if not isinstance(rule, CouncilRule):
        raise Conflict(_("In this cluster the reviewers decide, not the council. The office can change that."))
    now = timezone.now()
    end = closes_at or now + timedelta(days=settings.voting_days)
    if end <= now:
        raise InvalidInput(_("The end of the vote must be in the future."), field="closes_at")
    if meeting is not None:
        _check_meeting(meeting)
    made: list[Ballot] = []

    def effect(locked: Application) -> dict[str, Any]:
        ballot = Ballot.objects.create(
            application=locked,
            revision=Revision.objects.get(application=locked, number=locked.revision),
            meeting=meeting,
            rule=rule.code,
            quorum_percent=settings.quorum_percent,
            majority_percent=settings.majority_percent,
            opened_by_name=str(actor.display_name)[:160],
            closes_at=end,
        )
        if all(row.is_recused for row in roll(ballot)):
            raise Conflict(
                _("No seat of the council may vote on this organisation. Give seats first, or change the rule.")
            )
        made.append(ballot)
        write_step(locked, code="open_vote", actor=actor)
        ports.notify(about(ballot, kinds.VOTE_OPENED, "opened"))
        return {"ballot": ballot.pk, "revision": locked.revision}

    apply(
        MACHINE,
        "open_vote",
        application,
        actor=actor,
        expected_version=expected_version,
        effect=effect,
        notices=notice_of("open_vote", applicant_side_ids(application.organisation_id)),
    )
    return made[0]


def break_off(
    *, application: Application, actor: Actor, reason: str, expected_version: int | None = None
) -> Application:
    """Take the application back from the vote to review; the votes count no more. Raises as ``transitions.apply``."""

    def effect(locked: Application) -> dict[str, Any]:
        write_step(locked, code="break_off", actor=actor)
        ballot = open_ballot_of(locked)
        return {} if ballot is None else {"ballot": void(ballot, actor=actor, reason=reason).pk}

    return apply(
        MACHINE,
        "break_off",
        application,
        actor=actor,
        expected_version=expected_version,
        reason=reason,
        effect=effect,
        notices=notice_of("break_off", applicant_side_ids(application.organisation_id)),
    )


def void(ballot: Ballot, *, actor: Actor, reason: str) -> Ballot:
    """End an open ballot without a result. Called by use cases that take the application out of the vote."""

    def effect(locked: Ballot) -> dict[str, Any]:
        locked.closed_at = timezone.now()
        locked.reason = reason.strip()
        return {}

    return apply(
        BALLOTS,
        "void",
        ballot,
        actor=actor,
        reason=reason,
        effect=effect,
        notices=lambda locked: [about(locked, kinds.VOTE_BROKEN_OFF, "void", reason=reason)],
    )


def about(ballot: Ballot, kind: ports.NoticeKind, event: str, **context: str) -> Notice:
    """A notice to those who vote in *ballot*."""
    return Notice(
        kind=kind,
        recipients=voter_ids(ballot),
        path=ballot.get_absolute_url(),
        event=f"membership.ballot:{ballot.pk}:{event}",
        context={
            "organisation": str(ballot.application.organisation),
            "closes_at": ballot.closes_at.isoformat(),
            **context,
        },
        target=ballot,
    )


def _check_meeting(meeting: Meeting) -> None:
    fresh = Meeting.objects.select_for_update(of=("self",)).filter(pk=meeting.pk).first()
    if fresh is None:
        raise NotVisible
    if fresh.state not in (MeetingState.PLANNED, MeetingState.RUNNING):
        raise Conflict(_("This meeting is over. Choose another one."))

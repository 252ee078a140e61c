"""Meetings of the council: planned, with an agenda of ballots, begun, ended."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, InvalidInput, NotVisible
from clusterkit.core.policies import Actor, policy_of
from clusterkit.core.transitions import apply
from clusterkit.membership import actions
from clusterkit.membership.enums import BallotState, MeetingState
from clusterkit.membership.models import Ballot, Meeting
from clusterkit.membership.services.council.locking import lock_ballot
from clusterkit.membership.transitions import MEETINGS


@transaction.atomic
def plan_meeting(*, title: str, starts_at: datetime, actor: Actor, place: str = "", note: str = "") -> Meeting:
    """Plan a meeting. Raises ``InvalidInput`` without a title."""
    policy_of(Meeting).require(actor, actions.MEET)
    if not title.strip():
        raise InvalidInput(_("Give the meeting a title."), field="title")
    meeting = Meeting.objects.create(
        title=title.strip()[:200], starts_at=starts_at, place=place.strip()[:300], note=note.strip()[:4000]
    )
    ports.record(
        actor=actor,
        action=actions.MEET.code,
        target=meeting,
        after={"title": meeting.title, "starts_at": starts_at.isoformat()},
    )
    return meeting


@transaction.atomic
def put_on_agenda(*, ballot: Ballot, meeting: Meeting | None, actor: Actor, place: int = 100) -> Ballot:
    """Put an open ballot on the agenda of a meeting, at *place* of it, or off it. Raises ``Conflict`` when one is over."""
    locked = lock_ballot(ballot)
    policy_of(Ballot).require(actor, actions.MEET, locked)
    if locked.state != BallotState.OPEN:
        raise Conflict(_("This vote has ended. Look at its result."))
    if meeting is not None:
        fresh = Meeting.objects.select_for_update(of=("self",)).filter(pk=meeting.pk).first()
        if fresh is None:
            raise NotVisible
        if fresh.state not in (MeetingState.PLANNED, MeetingState.RUNNING):
            raise Conflict(_("This meeting is over. Choose another one."))
    locked.meeting = meeting
    locked.place_on_agenda = place
    locked.save(update_fields=["meeting", "place_on_agenda"])
    ports.record(
        actor=actor, action=actions.MEET.code, target=locked, after={"meeting": str(meeting) if meeting else None}
    )
    return locked


def start_meeting(*, meeting: Meeting, actor: Actor, expected_version: int | None = None) -> Meeting:
    """Begin it. Raises as ``transitions.apply``."""
    return apply(MEETINGS, "start", meeting, actor=actor, expected_version=expected_version)


def end_meeting(*, meeting: Meeting, actor: Actor, expected_version: int | None = None) -> Meeting:
    """End it; votes that are open stay open. Raises as ``transitions.apply``."""
    return apply(MEETINGS, "end", meeting, actor=actor, expected_version=expected_version)


def cancel_meeting(*, meeting: Meeting, actor: Actor, expected_version: int | None = None) -> Meeting:
    """Call it off; its ballots are on no agenda any more. Raises as ``transitions.apply``."""

    def effect(locked: Meeting) -> None:
        Ballot.objects.filter(meeting=locked, state=BallotState.OPEN).update(meeting=None)

    return apply(MEETINGS, "cancel", meeting, actor=actor, expected_version=expected_version, effect=effect)

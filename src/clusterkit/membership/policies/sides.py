"""The sides of an application's file: the applicant side, the reviewers, and the council that votes on it."""

from __future__ import annotations

from typing import Final

from django.db.models import Exists, OuterRef, Q

from clusterkit.core.policies import Actor
from clusterkit.membership.enums import BallotState
from clusterkit.membership.models import Application, Ballot, Seat

SEAT: Final = "membership.seat"
"""The sort of office under which a seat of the council stands in ``viewer.posts``."""


def is_applicant_side(actor: Actor, organisation_id: int) -> bool:
    """Whether *actor* administers the organisation."""
    return organisation_id in actor.administered_ids


def is_impartial(actor: Actor, organisation_id: int) -> bool:
    """Whether *actor* coordinates the cluster and has nothing to do with the organisation."""
    return actor.is_coordinator and organisation_id not in actor.organisation_ids


def sits_in_council(actor: Actor, seat_id: int | None = None) -> bool:
    """Whether *actor* speaks for a seat today, as its representative or deputy; for that seat, if one is named."""
    seats = actor.posts.get(SEAT, frozenset())
    return bool(seats) if seat_id is None else seat_id in seats


def chairs(actor: Actor) -> bool:
    """Whether *actor* represents the seat that chairs the council."""
    if not sits_in_council(actor):
        return False
    held = Seat.objects.filter(pk__in=actor.posts[SEAT], is_chair=True, representative_id=actor.user_id)
    return held.exists()


def votes_on(actor: Actor, application: Application) -> bool:
    """Whether *actor* sits in the council that votes or voted on the application, and has nothing to do with it."""
    if not sits_in_council(actor) or application.organisation_id in actor.organisation_ids:
        return False
    return Ballot.objects.filter(application=application).exclude(state=BallotState.VOID).exists()


def file_scope(actor: Actor, prefix: str = "") -> tuple[Q, Q, Q]:
    """Conditions on the application behind *prefix*: the applicant side's files, the reviewers' and the council's."""
    nothing = Q(pk__in=[])
    own = Q(**{f"{prefix}organisation_id__in": actor.administered_ids})
    foreign = ~Q(**{f"{prefix}organisation_id__in": actor.organisation_ids})
    reviewed = Q(**{f"{prefix}submitted_at__isnull": False}) & foreign if actor.is_coordinator else nothing
    if not sits_in_council(actor):
        return own, reviewed, nothing
    ballots = Ballot.objects.filter(application_id=OuterRef(f"{prefix}pk" if prefix else "pk"))
    voted = Q(Exists(ballots.exclude(state=BallotState.VOID))) & foreign
    return own, reviewed, voted

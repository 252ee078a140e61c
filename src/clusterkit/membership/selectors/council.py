"""Reads of the council: who is entitled in a ballot, what was cast, what may be seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from clusterkit.core.policies import Actor, visible_to
from clusterkit.directory.enums import AffiliationState
from clusterkit.directory.models import Affiliation, Organisation
from clusterkit.membership.enums import BallotState, Choice, MeetingState
from clusterkit.membership.models import Ballot, Document, Meeting, Membership, Protocol, Revision, Seat, Vote
from clusterkit.membership.policies import SEAT
from clusterkit.membership.rules import Tally


@dataclass(frozen=True)
class SeatInBallot:
    """A filled seat as it stands in one ballot. ``vote`` counts; ``is_recused`` seats are in no number."""

    seat: Seat
    is_recused: bool
    vote: Vote | None = None


def seats_on(day: date) -> QuerySet[Seat]:
    """The seats filled on *day* whose organisations are members on it, with their people."""
    in_force = Membership.objects.seating_on(day).filter(organisation_id=OuterRef("organisation_id"))
    return (
        Seat.objects.filled_on(day)
        .filter(Exists(in_force))
        .select_related("organisation", "representative", "deputy")
        .order_by("-is_chair", "organisation__sort_key", "pk")
    )


def affiliated_ids(organisation_id: int) -> frozenset[int]:
    """The people who act for the organisation."""
    rows = Affiliation.objects.filter(organisation_id=organisation_id, state=AffiliationState.CONFIRMED)
    return frozenset(rows.values_list("user_id", flat=True))


def speakers(seat: Seat) -> tuple[int, ...]:
    """The people named for a seat: its representative, then the deputy."""
    return tuple(user_id for user_id in (seat.representative_id, seat.deputy_id) if user_id is not None)


def is_recused(seat: Seat, applicant_id: int, partial: Iterable[int]) -> bool:
    """Whether a seat has no part in deciding on the applicant.

    It is the applicant's own, or nobody named for it is without an affiliation with the applicant.
    """
    if seat.organisation_id == applicant_id:
        return True
    named = speakers(seat)
    return bool(named) and all(user_id in partial for user_id in named)


def roll(ballot: Ballot, day: date | None = None) -> list[SeatInBallot]:
    """Every seat of today with its part in *ballot*: entitled or recused, and the vote that counts.

    A vote counts while its seat is entitled and whoever cast it has nothing to do with the applicant. It stays the seat's
    when another person is named for the seat afterwards.
    """
    applicant_id = ballot.application.organisation_id
    partial = affiliated_ids(applicant_id)
    votes = {vote.seat_id: vote for vote in Vote.objects.filter(ballot=ballot, void_at__isnull=True)}
    rows = []
    for seat in seats_on(day or timezone.localdate()):
        recused = is_recused(seat, applicant_id, partial)
        vote = votes.get(seat.pk)
        if vote is not None and (recused or vote.voter_id in partial):
            vote = None
        rows.append(SeatInBallot(seat, recused, vote))
    return rows


def tally(ballot: Ballot, rows: Sequence[SeatInBallot]) -> Tally:
    """The count of *rows*, by the percents of *ballot*."""
    entitled = [row for row in rows if not row.is_recused]
    cast = [row.vote.choice for row in entitled if row.vote is not None]
    return Tally(
        entitled=len(entitled),
        in_favour=cast.count(Choice.FOR),
        against=cast.count(Choice.AGAINST),
        abstained=cast.count(Choice.ABSTAIN),
        quorum_percent=ballot.quorum_percent,
        majority_percent=ballot.majority_percent,
    )


def own_seats(viewer: Actor, rows: Sequence[SeatInBallot]) -> list[SeatInBallot]:
    """Those of *rows* for which *viewer* may vote."""
    return [row for row in rows if not row.is_recused and viewer.user_id in speakers(row.seat)]


def visible_ballots(viewer: Actor) -> QuerySet[Ballot]:
    """The ballots that *viewer* sees, the newest first."""
    return visible_to(
        viewer, Ballot.objects.select_related("application__organisation", "revision", "meeting", "protocol")
    )


def visible_seats(viewer: Actor) -> QuerySet[Seat]:
    """All seats that *viewer* sees, past ones too, with their people."""
    return visible_to(viewer, Seat.objects.select_related("organisation", "representative", "deputy"))


def visible_meetings(viewer: Actor) -> QuerySet[Meeting]:
    """The meetings that *viewer* sees."""
    return visible_to(viewer, Meeting.objects.all())


def visible_protocols(viewer: Actor) -> QuerySet[Protocol]:
    """The protocols that *viewer* sees, the newest first."""
    return visible_to(viewer, Protocol.objects.select_related("ballot__application__organisation"))


def voter_ids(ballot: Ballot) -> list[int]:
    """The people named for the seats entitled in *ballot* who have nothing to do with the applicant, for notices."""
    partial = affiliated_ids(ballot.application.organisation_id)
    seats = [row.seat for row in roll(ballot) if not row.is_recused]
    return sorted({user_id for seat in seats for user_id in speakers(seat) if user_id not in partial})


@dataclass(frozen=True)
class Progress:
    """How far a ballot is: which seats have voted, not how."""

    rows: Sequence[SeatInBallot]
    is_open: bool
    is_over: bool

    @property
    def entitled(self) -> int:
        """How many seats may vote."""
        return sum(not row.is_recused for row in self.rows)

    @property
    def cast(self) -> int:
        """How many of them have."""
        return sum(row.vote is not None for row in self.rows)

    @property
    def recused(self) -> int:
        """How many have no part in it."""
        return sum(row.is_recused for row in self.rows)

    @property
    def may_be_closed(self) -> bool:
        """Whether all have voted or the time is over."""
        return self.is_over or self.cast == self.entitled


def progress(ballot: Ballot) -> Progress:
    """How far *ballot* is now. A closed one has no rows: its protocol says who voted."""
    is_open = ballot.state == BallotState.OPEN
    is_over = ballot.closes_at <= timezone.now()
    return Progress(roll(ballot) if is_open else (), is_open and not is_over, is_over)


def frozen_documents(viewer: Actor, revision: Revision) -> list[Document]:
    """The documents that were sent in *revision*, as far as *viewer* may read them."""
    return list(visible_to(viewer, Document.objects.filter(revisions=revision).select_related("file")))


def planned_meetings(viewer: Actor) -> QuerySet[Meeting]:
    """The meetings that *viewer* sees and that are not over, the next one first."""
    states = [MeetingState.PLANNED, MeetingState.RUNNING]
    return visible_meetings(viewer).filter(state__in=states).order_by("starts_at", "pk")


def agenda(viewer: Actor, meeting: Meeting) -> list[Ballot]:
    """The ballots on the agenda of *meeting* that *viewer* sees, in their order."""
    rows = visible_ballots(viewer).filter(meeting=meeting).exclude(state=BallotState.VOID)
    return list(rows.order_by("place_on_agenda", "opened_at", "pk"))


def filled_seats(viewer: Actor) -> list[Seat]:
    """The seats of today that *viewer* sees, the chair first."""
    return list(visible_to(viewer, seats_on(timezone.localdate())))


def future_or_lapsed_seats(viewer: Actor) -> list[Seat]:
    """Seats that were not given up but have no voice today: not begun yet, ended, or the organisation is no member."""
    rows = Seat.objects.filter(vacated_on__isnull=True).select_related("organisation", "representative", "deputy")
    return list(visible_to(viewer, rows).exclude(pk__in=seats_on(timezone.localdate()).values("pk")))


def people_of(organisation_id: int) -> list[tuple[int, str]]:
    """The people who act for the organisation, by name, for a choice."""
    rows = Affiliation.objects.filter(organisation_id=organisation_id, state=AffiliationState.CONFIRMED)
    users = [row.user for row in rows.select_related("user")]
    return sorted(((user.pk, user.get_full_name() or user.get_username()) for user in users), key=lambda row: row[1])


def seatless_members(viewer: Actor) -> QuerySet[Organisation]:
    """The members of today without a seat."""
    today = timezone.localdate()
    members = Membership.objects.seating_on(today).values("organisation_id")
    held = Seat.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), vacated_on__isnull=True)
    rows = Organisation.objects.filter(pk__in=members).exclude(pk__in=held.values("organisation_id"))
    return visible_to(viewer, rows).order_by("sort_key", "pk")


def silent_ballots(viewer: Actor) -> list[Ballot]:
    """The open ballots in which a seat of *viewer* is entitled and has not voted, those that end first in front."""
    if not viewer.posts.get(SEAT):
        return []
    now = timezone.now()
    rows = visible_ballots(viewer).filter(state=BallotState.OPEN, closes_at__gt=now).order_by("closes_at", "pk")
    own = Q(votes__void_at__isnull=True, votes__seat_id__in=viewer.posts[SEAT])
    return list(rows.annotate(said=Count("votes", filter=own)).filter(said__lt=len(viewer.posts[SEAT])))


def overdue_ballots(viewer: Actor) -> list[Ballot]:
    """The ballots that *viewer* sees whose time is over and that nobody, nor the clock, could close."""
    due = Ballot.objects.due(timezone.now()).values("pk")
    return list(visible_ballots(viewer).filter(pk__in=due).order_by("closes_at", "pk"))

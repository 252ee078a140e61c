"""Who may see and do what in the council.

Ballots and votes are the council's and the impartial reviewers'. The applicant side reads the decision alone.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from clusterkit.core.policies import Action, Actor, Policy, TierPolicy, register
from clusterkit.membership import actions
from clusterkit.membership.models import Ballot, Meeting, OfficeSettings, Protocol, ProtocolYear, Seat, Vote
from clusterkit.membership.policies.sides import SEAT, chairs, is_impartial, sits_in_council


@register
class SeatPolicy(TierPolicy[Seat]):
    """Who sits in the council is known to the members; the office seats and vacates."""

    model = Seat
    view = actions.VIEW_COUNCIL


@register
class OfficeSettingsPolicy(TierPolicy[OfficeSettings]):
    """The coordinators' own."""

    model = OfficeSettings
    view = actions.SET_UP


@register
class ProtocolYearPolicy(TierPolicy[ProtocolYear]):
    """Nobody reads the numbering but the office."""

    model = ProtocolYear
    view = actions.SET_UP


@register
class MeetingPolicy(Policy[Meeting]):
    """The council's and the office's."""

    model = Meeting
    view = actions.VIEW_BALLOT

    def permits(self, actor: Actor, action: Action, obj: Meeting) -> bool:
        """The office plans and leads; whoever sits in the council sees it."""
        if action == self.view:
            return actor.is_coordinator or sits_in_council(actor)
        return action == actions.MEET and actor.is_coordinator

    def scope(self, actor: Actor, queryset: QuerySet[Meeting]) -> QuerySet[Meeting]:
        """As ``permits``."""
        return queryset if actor.is_coordinator or sits_in_council(actor) else queryset.none()


def sees_ballot(actor: Actor, ballot: Ballot) -> bool:
    """Whether *actor* takes part in deciding on the applicant, and has nothing to do with it."""
    organisation_id = ballot.application.organisation_id
    if is_impartial(actor, organisation_id):
        return True
    return sits_in_council(actor) and organisation_id not in actor.organisation_ids


def _scope(actor: Actor, prefix: str) -> Q:
    if not (actor.is_coordinator or sits_in_council(actor)):
        return Q(pk__in=[])
    return ~Q(**{f"{prefix}application__organisation_id__in": actor.organisation_ids})


@register
class BallotPolicy(Policy[Ballot]):
    """Opened and broken off by impartial coordinators, closed by them or the chair; the seats vote."""

    model = Ballot
    view = actions.VIEW_BALLOT

    def permits(self, actor: Actor, action: Action, obj: Ballot) -> bool:
        """By side. For which seat somebody votes, and whether it is recused, is asked when the vote is cast."""
        if not sees_ballot(actor, obj) and not actor.is_system:
            return False
        if action == actions.CAST:
            return sits_in_council(actor)
        if action == actions.CLOSE_VOTE:
            return actor.is_system or is_impartial(actor, obj.application.organisation_id) or chairs(actor)
        if action in (actions.OPEN_VOTE, actions.BREAK_OFF, actions.MEET):
            return is_impartial(actor, obj.application.organisation_id)
        return action == self.view

    def scope(self, actor: Actor, queryset: QuerySet[Ballot]) -> QuerySet[Ballot]:
        """As ``permits``."""
        return queryset.filter(_scope(actor, ""))


@register
class VotePolicy(Policy[Vote]):
    """Who voted how is seen by those who see the ballot, once it is closed; one's own seat's vote at once."""

    model = Vote
    view = actions.VIEW_BALLOT

    def permits(self, actor: Actor, action: Action, obj: Vote) -> bool:
        """Nobody changes a vote; a new one takes its place."""
        if action != self.view or not sees_ballot(actor, obj.ballot):
            return False
        return obj.ballot.closed_at is not None or sits_in_council(actor, obj.seat_id)

    def scope(self, actor: Actor, queryset: QuerySet[Vote]) -> QuerySet[Vote]:
        """As ``permits``."""
        seats = actor.posts.get(SEAT, frozenset())
        return queryset.filter(_scope(actor, "ballot__"), Q(ballot__closed_at__isnull=False) | Q(seat_id__in=seats))


@register
class ProtocolPolicy(Policy[Protocol]):
    """As the ballot that it records."""

    model = Protocol
    view = actions.VIEW_BALLOT

    def permits(self, actor: Actor, action: Action, obj: Protocol) -> bool:
        """Nobody changes a protocol."""
        return action == self.view and sees_ballot(actor, obj.ballot)

    def scope(self, actor: Actor, queryset: QuerySet[Protocol]) -> QuerySet[Protocol]:
        """As ``permits``."""
        return queryset.filter(_scope(actor, "ballot__"))

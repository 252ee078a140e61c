"""Seats, meetings, ballots, votes and protocols of the council."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import factory
from django.utils import timezone

from clusterkit.membership.enums import ApplicationState, BallotResult, BallotState, Choice
from clusterkit.membership.models import Ballot, Meeting, Protocol, Revision, Seat, Vote
from clusterkit.membership.services.council.protocols import digest_of
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import AdminAffiliationFactory
from clusterkit.testing.factories.membership import ApplicationFactory, MembershipFactory

TALLY: Final[dict[str, int]] = {
    "entitled": 3,
    "in_favour": 2,
    "against": 1,
    "abstained": 0,
    "quorum_percent": 50,
    "majority_percent": 67,
    "recused": 0,
    "absent": 0,
    "quorum": 2,
}


class SeatFactory(factory.django.DjangoModelFactory):
    """A seat of a member organisation with a representative who acts for it. ``organisation`` has to be a member."""

    class Meta:
        model = Seat

    organisation = factory.LazyFunction(lambda: MembershipFactory().organisation)
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=10))

    @factory.lazy_attribute
    def representative(self) -> Any:
        """One of the organisation's administrators, made for it."""
        user = UserFactory()
        AdminAffiliationFactory(organisation=self.organisation, user=user)
        return user


class MeetingFactory(factory.django.DjangoModelFactory):
    """A meeting tomorrow."""

    class Meta:
        model = Meeting

    title = factory.Sequence(lambda number: f"Meeting {number}")
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=1))


class BallotFactory(factory.django.DjangoModelFactory):
    """An open ballot on the first revision of an application that is in the vote."""

    class Meta:
        model = Ballot

    application = factory.SubFactory(
        ApplicationFactory,
        state=ApplicationState.IN_VOTE,
        revision=1,
        submitted_at=factory.LazyFunction(timezone.now),
    )
    rule = "council_simple"
    quorum_percent = 50
    majority_percent = 67
    opened_by_name = "Olga Office"
    closes_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))

    @factory.lazy_attribute
    def revision(self) -> Revision:
        """The application's own, written if there is none."""
        found, _made = Revision.objects.get_or_create(
            application=self.application, number=1, defaults={"answers": self.application.answers()}
        )
        return found


class ClosedBallotFactory(BallotFactory):
    """A ballot that approved."""

    state = BallotState.CLOSED
    result = BallotResult.APPROVED
    closed_at = factory.LazyFunction(timezone.now)
    tally = factory.LazyFunction(TALLY.copy)


class VoteFactory(factory.django.DjangoModelFactory):
    """A seat's vote for the applicant, by its representative."""

    class Meta:
        model = Vote

    ballot = factory.SubFactory(BallotFactory)
    seat = factory.SubFactory(SeatFactory)
    voter = factory.LazyAttribute(lambda row: row.seat.representative)
    voter_name = factory.LazyAttribute(lambda row: row.voter.get_full_name())
    choice = Choice.FOR


def protocol_content(number: int, year: int, **values: Any) -> dict[str, Any]:
    """What stands in a protocol; *values* take the place of the usual ones."""
    return {
        "number": number,
        "year": year,
        "cluster": "Cluster",
        "organisation": "Polymer works",
        "revision": 1,
        "sent_on": "1 June 2026",
        "meeting": "",
        "opened_at": "2 June 2026, 10:00",
        "closed_at": "9 June 2026, 10:00",
        "closed_on": "9 June 2026",
        "closed_by": "Olga Office",
        "chair": "Rita Alpha",
        "rule_code": "council_simple",
        "rule": "The council votes: more for than against",
        "tally": dict(TALLY),
        "quorum_percent": 50,
        "majority_percent": 67,
        "seats": [
            {
                "organisation": "Alpha",
                "state": "for",
                "said": "for",
                "person": "Rita Alpha",
                "as_deputy": False,
                "remark": "",
                "is_chair": True,
            }
        ],
        "result": "approved",
        "result_text": "approved",
        "reason": "",
        **values,
    }


class ProtocolFactory(factory.django.DjangoModelFactory):
    """The protocol of a closed ballot. Give ``content`` for another text."""

    class Meta:
        model = Protocol

    ballot = factory.SubFactory(ClosedBallotFactory)
    year = 2026
    number = factory.Sequence(lambda number: number + 1)
    language = "en"
    content = factory.LazyAttribute(lambda row: protocol_content(row.number, row.year))
    digest = factory.LazyAttribute(lambda row: digest_of(row.content))

"""What the tests of the council share: member organisations with seats, and an application in the vote."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.membership.models import Ballot, OfficeSettings, Seat
from clusterkit.membership.services.council import cast_vote, give_seat, open_vote
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import AdminAffiliationFactory, AffiliationFactory
from clusterkit.testing.factories.membership import MembershipFactory
from tests.apps.membership.conftest import Party, make_party


@dataclass
class Council:
    """An application under review or in the vote, and seats by the names of their organisations."""

    party: Party
    seats: dict[str, Seat] = field(default_factory=dict)
    people: dict[str, Any] = field(default_factory=dict)
    deputies: dict[str, Any] = field(default_factory=dict)

    @property
    def office(self) -> Viewer:
        """The standing of an impartial coordinator now."""
        return self.party.viewer("first")

    def seat(self, name: str, *, is_chair: bool = False, **fields: Any) -> Seat:
        """A member organisation with a seat, a representative and a deputy."""
        term = MembershipFactory(organisation__short_name={"en": name}, **fields)
        person, deputy = UserFactory(name=f"Rita {name}"), UserFactory(name=f"Dina {name}")
        AdminAffiliationFactory(organisation=term.organisation, user=person)
        AffiliationFactory(organisation=term.organisation, user=deputy)
        seat = give_seat(
            organisation=term.organisation,
            representative_id=person.pk,
            deputy_id=deputy.pk,
            is_chair=is_chair,
            actor=self.office,
        )
        self.seats[name], self.people[name], self.deputies[name] = seat, person, deputy
        return seat

    def opened(self, **fields: Any) -> Ballot:
        """The application, put to the vote."""
        return open_vote(application=self.party.reviewed(), actor=self.office, **fields)

    def vote(self, ballot: Ballot, name: str, choice: str, *, deputy: bool = False, **fields: Any) -> Any:
        """One seat votes."""
        person = self.deputies[name] if deputy else self.people[name]
        return cast_vote(ballot=ballot, seat=self.seats[name], choice=choice, actor=viewer_of(person), **fields)


def make_council(*names: str, rule: str = "council_simple", **settings: Any) -> Council:
    """A council of seats of these names, the first of them in the chair, where *rule* is in force."""
    OfficeSettings.objects.update_or_create(key=1, defaults={"decision_rule": rule, **settings})
    council = Council(make_party())
    for place, name in enumerate(names):
        council.seat(name, is_chair=place == 0)
    return council


def run_out(ballot: Ballot) -> Ballot:
    """Let the time of a vote be over."""
    Ballot.objects.filter(pk=ballot.pk).update(closes_at=timezone.now() - timedelta(minutes=1))
    return Ballot.objects.get(pk=ballot.pk)

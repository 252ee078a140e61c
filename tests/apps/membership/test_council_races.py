"""The council at the same moment: real threads, real transactions, and what happens where the lock is left out."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from clusterkit.access.viewer import viewer_of
from clusterkit.audit.models import AuditRow
from clusterkit.core.exceptions import Conflict, DomainError, StateConflict
from clusterkit.core.policies import SystemActor
from clusterkit.directory.models import Affiliation
from clusterkit.membership.models import Application, Ballot, Membership, Protocol, ProtocolYear, Vote
from clusterkit.membership.services import submit, take_up, withdraw
from clusterkit.membership.services.council import cast_vote, close_vote, open_vote
from clusterkit.membership.services.council.protocols import next_number
from clusterkit.notifications.models import Notification
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import AdminAffiliationFactory, AffiliationFactory
from clusterkit.testing.factories.membership import ApplicationFactory
from tests.apps.membership.council import Council, make_council, run_out
from tests.apps.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def kinds(results: list[Any]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def once(ballot: Ballot) -> None:
    """One terminal state, one row in the log for ballot and application, one protocol, one notice to each."""
    ballot.refresh_from_db()
    application = Application.objects.get(pk=ballot.application_id)
    assert (ballot.state, application.state) == ("closed", "approved")
    assert Protocol.objects.filter(ballot=ballot).count() == 1
    assert Membership.objects.filter(application=application).count() == 1
    rows = AuditRow.objects.filter(action="membership.close_vote")
    assert rows.filter(target_label="clusterkit_membership.ballot", target_pk=str(ballot.pk)).count() == 1
    assert rows.filter(target_label="clusterkit_membership.application", target_pk=str(application.pk)).count() == 1
    told = Notification.objects.filter(kind__in=("membership.vote_closed", "membership.approved"))
    assert set(Counter(told.values_list("kind", "recipient", "path")).values()) == {1}


def test_two_who_close_at_once_write_one_protocol() -> None:
    council = make_council("Alpha")
    ballot = council.opened()
    council.vote(ballot, "Alpha", "for")
    first, second = council.party.viewer("first"), council.party.viewer("second")
    results = at_once(
        lambda: close_vote(ballot=ballot, actor=first),
        lambda: close_vote(ballot=ballot, actor=second),
        lambda: close_vote(ballot=ballot, actor=SystemActor()),
    )
    assert kinds(results) == ["Ballot", "StateConflict", "StateConflict"]
    once(ballot)


@pytest.mark.long
def test_two_hundred_times_two_who_close_at_once() -> None:
    council = make_council("Alpha")
    first, second = council.party.viewer("first"), council.party.viewer("second")
    for _round in range(200):
        ballot = another(council)
        council.vote(ballot, "Alpha", "for")
        results = at_once(
            partial(close_vote, ballot=ballot, actor=first),
            partial(close_vote, ballot=ballot, actor=second),
        )
        assert kinds(results) == ["Ballot", "StateConflict"]
        once(ballot)
    assert list(Protocol.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 201))


def another(council: Council) -> Ballot:
    """One more applicant in the vote."""
    application = ApplicationFactory(complete=True, organisation__is_published=False)
    person = UserFactory()
    AdminAffiliationFactory(organisation=application.organisation, user=person)
    sent = submit(application=application, actor=viewer_of(person))
    return open_vote(application=take_up(application=sent, actor=council.office), actor=council.office)


def test_without_the_lock_both_would_write_a_protocol() -> None:
    """The control: two who ask without the lock both find the ballot open; only the unique constraints stop one."""
    council = make_council("Alpha")
    ballot = council.opened()
    asked = threading.Barrier(2)

    def close(number: int) -> Callable[[], Any]:
        def inside() -> Any:
            with transaction.atomic():
                state = Ballot.objects.get(pk=ballot.pk).state
                asked.wait(10)
                Protocol.objects.create(
                    ballot=ballot, year=2026, number=number, language="en", content={}, digest="0" * 64
                )
                return state

        return inside

    results = at_once(close(1), close(2))
    assert kinds(results) == ["IntegrityError", "str"]
    assert [result for result in results if isinstance(result, str)] == ["open"]


def test_withdraw_against_close() -> None:
    council = make_council("Alpha")
    ballot = council.opened()
    council.vote(ballot, "Alpha", "for")
    applicant, office = council.party.viewer("applicant"), council.office
    results = at_once(
        lambda: withdraw(application=ballot.application, actor=applicant),
        lambda: close_vote(ballot=ballot, actor=office),
    )
    assert sum(isinstance(result, StateConflict) for result in results) == 1
    application = Application.objects.get()
    ballot.refresh_from_db()
    approved = application.state == "approved"
    assert (application.state, ballot.state) in {("approved", "closed"), ("withdrawn", "void")}
    assert Membership.objects.filter(application=application).exists() == approved
    assert Protocol.objects.exists() == approved


def test_a_vote_against_the_close_counts_or_is_refused() -> None:
    council = make_council("Alpha", "Beta")
    for _round in range(5):
        ballot = another(council)
        council.vote(ballot, "Alpha", "for")
        council.vote(ballot, "Beta", "for")
        beta, office = viewer_of(council.people["Beta"]), council.office
        results = at_once(
            partial(cast_vote, ballot=ballot, seat=council.seats["Beta"], choice="against", actor=beta),
            partial(close_vote, ballot=ballot, actor=office),
        )
        ballot.refresh_from_db()
        late = isinstance(results[0], StateConflict)
        assert late or isinstance(results[0], Vote)
        assert ballot.tally["against"] == (0 if late else 1)
        live = Vote.objects.filter(ballot=ballot, void_at__isnull=True)
        assert sorted(live.values_list("choice", flat=True)) == sorted(["for", "for" if late else "against"])


def test_representative_and_deputy_at_once_leave_the_representative() -> None:
    council = make_council("Alpha")
    ballot = council.opened()
    seat = council.seats["Alpha"]
    person, deputy = viewer_of(council.people["Alpha"]), viewer_of(council.deputies["Alpha"])
    results = at_once(
        lambda: cast_vote(ballot=ballot, seat=seat, choice="for", actor=person),
        lambda: cast_vote(ballot=ballot, seat=seat, choice="against", actor=deputy),
    )
    assert isinstance(results[0], Vote)
    assert isinstance(results[1], Vote | StateConflict)
    live = Vote.objects.get(ballot=ballot, void_at__isnull=True)
    assert (live.choice, live.as_deputy) == ("for", False)


def test_without_the_lock_the_constraint_alone_keeps_one_vote() -> None:
    """The control: two who find no vote both write one; the database takes one of them, the other is an error."""
    council = make_council("Alpha")
    ballot = council.opened()
    asked = threading.Barrier(2)

    def vote() -> Any:
        with transaction.atomic():
            free = not Vote.objects.filter(ballot=ballot).exists()
            asked.wait(10)
            return free and Vote.objects.create(
                ballot=ballot, seat=council.seats["Alpha"], voter_name="Somebody", choice="for"
            )

    results = at_once(vote, vote)
    assert kinds(results) == ["IntegrityError", "Vote"]


def test_joining_the_applicant_against_the_close() -> None:
    """Whichever comes first: the vote counts with nobody partial at that moment, or it is void with its reason."""
    council = make_council("Alpha", "Beta")
    ballot = council.opened()
    council.vote(ballot, "Alpha", "for")
    council.vote(ballot, "Beta", "for")
    office, organisation = council.office, council.party.organisation
    beta = council.people["Beta"]

    def join() -> Affiliation:
        return AffiliationFactory(organisation=organisation, user=beta)

    at_once(join, lambda: close_vote(ballot=run_out(ballot), actor=office))
    ballot.refresh_from_db()
    vote = Vote.objects.get(ballot=ballot, seat=council.seats["Beta"])
    assert ballot.state == "closed"
    assert ballot.tally["in_favour"] == (2 if vote.void_at is None else 1)
    assert bool(vote.void_reason) == (vote.void_at is not None)


def test_numbers_have_no_gaps_when_several_close_and_some_fail() -> None:
    year = timezone.localdate().year

    def take(fails: bool) -> Callable[[], int]:
        def inside() -> int:
            with transaction.atomic():
                number = next_number(year)
                if fails:
                    raise Conflict
                return number

        return inside

    results = at_once(*[take(place % 3 == 2) for place in range(9)])
    taken = sorted(result for result in results if isinstance(result, int))
    assert taken == [1, 2, 3, 4, 5, 6]
    assert ProtocolYear.objects.get().last_number == 6


def test_without_the_lock_two_would_take_one_number() -> None:
    """The control."""
    ProtocolYear.objects.create(year=2026, last_number=4)
    asked = threading.Barrier(2)

    def take() -> int:
        with transaction.atomic():
            number = ProtocolYear.objects.get(year=2026).last_number + 1
            asked.wait(10)
            ProtocolYear.objects.filter(year=2026).update(last_number=number)
            return number

    assert at_once(take, take) == [5, 5]


def test_opening_twice_at_once_makes_one_ballot() -> None:
    council = make_council("Alpha")
    application = council.party.reviewed()
    first, second = council.party.viewer("first"), council.party.viewer("second")
    results = at_once(
        lambda: open_vote(application=application, actor=first),
        lambda: open_vote(application=application, actor=second),
    )
    assert kinds(results) == ["Ballot", "StateConflict"]
    assert Ballot.objects.count() == 1


def test_the_database_itself_keeps_one_open_ballot() -> None:
    council = make_council("Alpha")
    ballot = council.opened()
    ballot.pk = None
    ballot._state.adding = True
    with pytest.raises((IntegrityError, DomainError)):
        ballot.save()
    connection.close()

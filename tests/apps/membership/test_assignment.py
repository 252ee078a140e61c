"""Who of the office looks after an application."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clusterkit.access.models import Grant
from clusterkit.access.services import end_grant
from clusterkit.access.viewer import viewer_of
from clusterkit.accounts.services.erasure import erase_person
from clusterkit.audit.models import AuditRow
from clusterkit.core.exceptions import InvalidInput, NotPermitted, NotVisible, StaleVersion, StateConflict
from clusterkit.core.policies import COORDINATOR, SystemActor
from clusterkit.membership.models import Application
from clusterkit.membership.selectors.assignment import assignee_of, office_people, possible_assignees
from clusterkit.membership.services import assign, resubmit, submit, take_up, withdraw
from clusterkit.membership.services.assignment import free_left
from clusterkit.notifications.models import Notification
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import AffiliationFactory
from clusterkit.testing.factories.membership import ApplicationFactory
from tests.apps.membership.conftest import Party, asked


def told(user: Any, kind: str = "membership.assigned") -> int:
    return Notification.objects.filter(recipient=user, kind=kind).count()


def claim(party: Party, application: Application, who: str) -> Application:
    return assign(application=application, assignee=getattr(party, who).pk, actor=party.viewer(who))


def test_claim_hand_over_and_put_back(party: Party) -> None:
    application = party.submitted()
    version = application.version
    application = claim(party, application, "first")
    assert application.assignee == party.first
    assert told(party.first) == 0
    second = party.second.pk
    for _time in range(2):  # given, put back and given again: told each time
        application = assign(
            application=application, assignee=second, instead_of=application.assignee_id, actor=party.viewer("first")
        )
        application = assign(application=application, assignee=None, instead_of=second, actor=party.viewer("second"))
    assert application.assignee is None
    assert told(party.second) == 2
    assert application.version == version
    rows = AuditRow.objects.filter(action="membership.assign").order_by("pk")
    assert [(row.before["assignee"], row.after["assignee"]) for row in rows] == [
        ("", "Felix First"),
        ("Felix First", "Sofia Second"),
        ("Sofia Second", ""),
        ("", "Sofia Second"),
        ("Sofia Second", ""),
    ]


def test_who_takes_it_up_looks_after_it_unless_somebody_does(party: Party) -> None:
    application = party.reviewed()
    assert application.assignee == party.first
    withdraw(application=application, actor=party.viewer("applicant"))
    other = claim(party, party.submitted(), "second")
    assert take_up(application=other, actor=party.viewer("first")).assignee == party.second


def test_the_second_who_claims_is_told_who_has_it(party: Party) -> None:
    application = claim(party, party.submitted(), "first")
    with pytest.raises(StaleVersion, match="Felix First") as caught:
        claim(party, application, "second")
    assert caught.value.details == {"assignee": party.first.pk, "expected": None}
    with pytest.raises(StaleVersion, match="Felix First"):
        assign(application=application, assignee=None, instead_of=party.second.pk, actor=party.viewer("second"))
    assign(application=application, assignee=None, instead_of=party.first.pk, actor=party.viewer("first"))
    with pytest.raises(StaleVersion, match="put back"):
        assign(
            application=application,
            assignee=party.second.pk,
            instead_of=party.first.pk,
            actor=party.viewer("first"),
        )


def test_what_is_so_already_changes_nothing(party: Party) -> None:
    application = claim(party, party.submitted(), "first")
    claim(party, application, "first")
    assert AuditRow.objects.filter(action="membership.assign").count() == 1


@pytest.mark.parametrize("who", ["affiliated", "applicant", "stranger"])
def test_only_who_may_review_it_gets_it(party: Party, who: str) -> None:
    application = party.submitted()
    with pytest.raises(InvalidInput) as caught:
        assign(application=application, assignee=getattr(party, who).pk, actor=party.viewer("first"))
    assert caught.value.field == "assignee"
    with pytest.raises(InvalidInput):
        assign(application=application, assignee=987654, actor=party.viewer("first"))


@pytest.mark.parametrize("who", ["affiliated", "applicant", "stranger"])
def test_only_who_may_review_it_gives_it(party: Party, who: str) -> None:
    application = party.submitted()
    with pytest.raises((NotPermitted, NotVisible)):
        assign(application=application, assignee=party.first.pk, actor=party.viewer(who))
    assert possible_assignees(party.viewer(who), application) == []


def test_neither_a_draft_nor_a_decided_one_is_given(party: Party) -> None:
    draft = party.draft()
    with pytest.raises(NotVisible):
        claim(party, draft, "first")
    application = submit(application=draft, actor=party.viewer("applicant"))
    withdraw(application=application, actor=party.viewer("applicant"))
    with pytest.raises(StateConflict):
        claim(party, application, "first")


def test_who_leaves_the_office_has_it_no_more(party: Party) -> None:
    application = claim(party, party.submitted(), "first")
    end_grant(grant=Grant.objects.get(user=party.first), actor=SystemActor())
    application.refresh_from_db()
    assert application.assignee is None
    row = AuditRow.objects.filter(action="membership.assign").first()
    assert (row.actor_name, row.before["assignee"]) == ("system", "Felix First")  # type: ignore[union-attr]


def test_a_second_tier_by_name_keeps_him_in_the_office(party: Party) -> None:
    application = claim(party, party.submitted(), "first")
    spare = Grant.objects.create(user=party.first, tier=COORDINATOR, valid_from=timezone.localdate())
    end_grant(grant=spare, actor=SystemActor())
    application.refresh_from_db()
    assert application.assignee == party.first


@pytest.mark.parametrize("reason", ["day", "account", "side"])
def test_whose_right_ended_quietly_does_not_count_and_the_clock_puts_it_back(party: Party, reason: str) -> None:
    application = claim(party, party.submitted(), "first")
    if reason == "day":
        Grant.objects.filter(user=party.first).update(valid_until="2020-01-01", valid_from="2019-01-01")
    elif reason == "account":
        type(party.first).objects.filter(pk=party.first.pk).update(is_active=False)
    else:
        AffiliationFactory(organisation=party.organisation, user=party.first)
    assert assignee_of(application) is None
    assert free_left() == 1
    assert free_left() == 0
    application.refresh_from_db()
    assert application.assignee is None


@pytest.mark.usefixtures("quiet_hosts")
def test_looking_for_who_left_asks_the_same_for_one_and_for_three(party: Party) -> None:
    counts = []
    for _time in range(3):
        row = ApplicationFactory(state="submitted", submitted_at=timezone.now())
        assign(application=row, assignee=party.first.pk, actor=party.viewer("first"))
        with CaptureQueriesContext(connection) as captured:
            assert free_left() == 0
        counts.append(asked(captured))
    assert counts == [2, 2, 2]


def test_a_place_that_is_only_recorded_is_free_for_others(party: Party) -> None:
    application = claim(party, party.submitted(), "first")
    AffiliationFactory(organisation=party.organisation, user=party.first)
    assert claim(party, application, "second").assignee == party.second


def test_erasure_frees_it(party: Party) -> None:
    application = claim(party, party.submitted(), "first")
    erase_person(user_id=party.first.pk, actor=SystemActor())
    application.refresh_from_db()
    assert application.assignee is None


def test_the_choice_is_the_impartial_office(party: Party) -> None:
    application = party.submitted()
    names = ["Felix First", "Sofia Second"]
    assert [name for _pk, name in possible_assignees(party.viewer("first"), application)] == names
    assert [name for _pk, name in office_people(party.viewer("first"))] == ["Alex Affiliated", *names]
    assert office_people(party.viewer("stranger")) == []


def test_it_stays_with_him_over_a_return(party: Party) -> None:
    from clusterkit.membership.services import request_info

    application = request_info(application=party.reviewed(), text="More", actor=party.viewer("first"))
    assert resubmit(application=application, actor=party.viewer("applicant")).assignee == party.first
    other = UserFactory(tier=COORDINATOR)
    assign(application=application, assignee=other.pk, instead_of=party.first.pk, actor=viewer_of(other))
    assert told(party.first) == 0

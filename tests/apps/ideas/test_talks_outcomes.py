"""What came of an item: confirmed, contested, corrected; and what became of it months later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clusterkit.core.exceptions import Conflict, InvalidInput, NotPermitted, NotVisible, StaleVersion, StateConflict
from clusterkit.ideas import services
from clusterkit.ideas.enums import InterestState
from clusterkit.ideas.models import FollowUp, Interest, Item, Outcome
from clusterkit.ideas.services.followups import months_later
from clusterkit.testing.factories.ideas import InterestFactory, ItemFactory
from clusterkit.testing.factories.ideas_talks import FollowUpFactory
from tests.apps.ideas.conftest import Person, Told
from tests.apps.racing import at_once

ClientFor = Callable[..., Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def ended(owner: Person, answerer: Person) -> Outcome:
    """An item that ended with a contract, not confirmed yet."""
    item = ItemFactory(organisation=owner.organisation, author=owner.user)
    talk: Interest = InterestFactory(item=item, organisation=answerer.organisation, author=answerer.user)
    talk = services.accept_interest(interest=talk, actor=owner.viewer)
    services.close_with_outcome(
        item=Item.objects.get(pk=item.pk), kind="contract", text="Signed", interest=talk, actor=owner.viewer
    )
    return Outcome.objects.get()


def test_the_other_side_may_say_that_it_was_not_so(ended: Outcome, owner: Person, answerer: Person, told: Told) -> None:
    contested = services.contest_outcome(outcome=ended, text="Only advice", actor=answerer.viewer)
    assert (contested.contested_at is not None, contested.confirmed_at) == (True, None)
    assert [(n.kind.code, list(n.recipients)) for n in told.notices] == [("ideas.outcome_contested", [owner.user.pk])]
    assert ended.interest is not None
    assert ended.interest.messages.get().text == "Only advice"
    assert "Only advice" not in repr(told.audit)
    with pytest.raises(Conflict):
        services.contest_outcome(outcome=ended, text="I say", actor=answerer.viewer)
    corrected = services.change_outcome(
        outcome=ended, kind="advice", text="Advice", interest=ended.interest, actor=owner.viewer
    )
    assert (corrected.kind, corrected.contested_at) == ("advice", None)
    assert [list(n.recipients) for n in told.notices if n.kind.code == "ideas.outcome"] == [[answerer.user.pk]]
    confirmed = services.confirm_outcome(outcome=ended, actor=answerer.viewer, expected_version=corrected.version)
    assert confirmed.confirmed_at is not None
    with pytest.raises(Conflict):
        services.change_outcome(outcome=ended, kind="contract", actor=owner.viewer)
    with pytest.raises(Conflict):
        services.contest_outcome(outcome=ended, text="No", actor=answerer.viewer)


def test_nobody_confirms_what_he_has_not_seen(ended: Outcome, owner: Person, answerer: Person) -> None:
    seen = ended.version
    services.change_outcome(
        outcome=ended, kind="joint_project", text="More", interest=ended.interest, actor=owner.viewer
    )
    with pytest.raises(StaleVersion):
        services.confirm_outcome(outcome=ended, actor=answerer.viewer, expected_version=seen)


def test_each_side_has_its_own_word(ended: Outcome, owner: Person, answerer: Person, reader: Person) -> None:
    for act in (services.confirm_outcome, services.contest_outcome):
        words: Any = {"text": "No"} if act is services.contest_outcome else {}
        for person in (owner, reader):
            with pytest.raises(NotPermitted):
                act(outcome=ended, actor=person.viewer, **words)
    with pytest.raises(NotPermitted):
        services.change_outcome(outcome=ended, kind="advice", actor=answerer.viewer)
    with pytest.raises(InvalidInput):
        services.contest_outcome(outcome=ended, text=" ", actor=answerer.viewer)


def test_the_pages_contest_and_correct(ended: Outcome, owner: Person, answerer: Person, client_for: ClientFor) -> None:
    ours, theirs = client_for(owner.user), client_for(answerer.user)
    assert ended.interest is not None
    key, talk = ended.item_id, ended.interest.get_absolute_url()
    contest, change = (reverse(f"clusterkit_ideas:{name}-outcome", args=[key]) for name in ("contest", "change"))
    assert contest in theirs.get(talk).content.decode()
    assert contest in theirs.get(ended.item.get_absolute_url()).content.decode()
    assert ended.item.title in theirs.get(reverse("clusterkit_portal:own")).content.decode()
    assert theirs.post(contest, {"text": ""}).status_code == 422
    assert theirs.post(contest, {"text": "Only advice", "version": 1}).status_code == 302
    assert ours.get(contest).status_code == 403
    assert "Only advice" in ours.get(talk).content.decode()
    assert "ended otherwise" in ours.get(reverse("clusterkit_portal:own")).content.decode()
    assert "Signed" in ours.get(change).content.decode()
    open_item = ItemFactory(organisation=owner.organisation)
    nothing_yet = reverse("clusterkit_ideas:change-outcome", args=[open_item.pk])
    assert (ours.get(nothing_yet).status_code, theirs.get(nothing_yet).status_code) == (409, 403)
    api = reverse("clusterkit_ideas_api:item-detail", args=[open_item.pk])
    assert ours.post(f"{api}change-outcome/", {"kind": "advice"}, content_type="application/json").status_code == 409
    data = {"kind": "advice", "text": "Advice", "interest": ended.interest_id}
    assert ours.post(change, {**data, "version": 1}).status_code == 409
    assert ours.post(change, {**data, "version": 2}).status_code == 302
    confirm = reverse("clusterkit_ideas:confirm-outcome", args=[key])
    assert theirs.post(confirm, {"version": 1}).status_code == 409
    assert theirs.post(confirm, {"version": 3}).status_code == 302
    ended.refresh_from_db()
    assert ended.confirmed_at is not None


def test_the_api_contests_and_corrects(ended: Outcome, owner: Person, answerer: Person, client_for: ClientFor) -> None:
    ours, theirs = client_for(owner.user), client_for(answerer.user)
    base = reverse("clusterkit_ideas_api:item-detail", args=[ended.item_id])
    talk = reverse("clusterkit_ideas_api:interest-detail", args=[ended.interest_id])

    def post(client: Client, name: str, data: Any) -> Any:
        return client.post(f"{base}{name}-outcome/", data, content_type="application/json")

    assert theirs.get(talk).json()["turn"] == "mine"
    assert post(theirs, "contest", {"text": "Only advice"}).status_code == 200
    assert ours.get(talk).json()["outcome"]["contested_at"] is not None
    assert (ours.get(talk).json()["turn"], theirs.get(talk).json()["turn"]) == ("mine", "theirs")
    assert post(theirs, "change", {"kind": "advice"}).status_code == 403
    assert post(ours, "change", {"kind": "advice", "interest": ended.interest_id, "version": 9}).status_code == 409
    assert post(ours, "change", {"kind": "advice", "interest": ended.interest_id}).status_code == 200
    assert post(theirs, "confirm", {}).json()["outcome"]["kind"] == "advice"
    assert theirs.get(talk).json()["turn"] == "nobody"


def test_a_confirmed_outcome_is_asked_about_after_three_and_twelve_months(
    ended: Outcome, owner: Person, answerer: Person
) -> None:
    services.confirm_outcome(outcome=ended, actor=answerer.viewer)
    day = timezone.localdate()
    assert list(FollowUp.objects.values_list("months", "due_on")) == [
        (3, months_later(day, 3)),
        (12, months_later(day, 12)),
    ]


def test_of_nothing_nothing_becomes(owner: Person, answerer: Person) -> None:
    item = ItemFactory(organisation=owner.organisation, author=owner.user)
    talk = InterestFactory(item=item, organisation=answerer.organisation, state=InterestState.ACCEPTED)
    services.close_with_outcome(item=item, kind="none", interest=talk, actor=owner.viewer)
    services.confirm_outcome(outcome=Outcome.objects.get(), actor=answerer.viewer)
    assert not FollowUp.objects.exists()


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 40))
def test_months_are_counted_to_the_same_day_or_the_last_of_a_short_month(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or ((later + timedelta(days=1)).day == 1 and later.day < day.day)


def at(day: date, hour: int = 9) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))


def test_owners_are_asked_twice_at_most(owner: Person, told: Told) -> None:
    question = FollowUpFactory(
        outcome__interest__item__organisation=owner.organisation,
        outcome__interest__item__author=owner.user,
        asked_at=None,
    )
    due = question.due_on
    assert services.ask_due(now=at(due - timedelta(days=1))) == 0
    asked = [services.ask_due(now=at(due + timedelta(days=days))) for days in (0, 0, 13, 14, 14, 60)]
    assert asked == [1, 0, 0, 1, 0, 0]
    assert [(notice.kind.code, list(notice.recipients)) for notice in told.notices] == [
        ("ideas.follow_up", [owner.user.pk])
    ] * 2
    assert len({notice.event for notice in told.notices}) == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_ask_once() -> None:
    FollowUpFactory(asked_at=None)
    assert sorted(at_once(services.ask_due, services.ask_due)) == [0, 1]


def test_owners_answer_once(owner: Person, answerer: Person, client_for: ClientFor) -> None:
    question = FollowUpFactory(outcome__interest__item__organisation=owner.organisation)
    later = FollowUpFactory(outcome=question.outcome, months=12, due_on=timezone.localdate() + timedelta(days=9))
    client = client_for(owner.user)
    assert question.get_absolute_url() in client.get(reverse("clusterkit_portal:own")).content.decode()
    page = client.get(reverse("clusterkit_ideas:follow-ups")).content.decode()
    assert question.get_absolute_url() in page
    assert later.get_absolute_url() not in page
    assert client.post(question.get_absolute_url(), {}).status_code == 422
    data = {"answer": "grew", "text": "Another contract"}
    assert client.post(later.get_absolute_url(), data).status_code == 409
    assert client.post(question.get_absolute_url(), data).status_code == 302
    assert client.post(question.get_absolute_url(), data).status_code == 409
    assert client.get(question.get_absolute_url()).status_code == 302
    assert "Another contract" in client.get(reverse("clusterkit_ideas:follow-ups")).content.decode()
    assert question.get_absolute_url() not in client.get(reverse("clusterkit_portal:own")).content.decode()
    assert client_for(answerer.user).get(question.get_absolute_url()).status_code == 404
    with pytest.raises(StateConflict):
        services.answer_follow_up(follow_up=later, answer="grew", actor=owner.viewer)
    with pytest.raises(NotVisible):
        services.answer_follow_up(follow_up=later, answer="grew", actor=answerer.viewer)


def test_the_api_answers_what_is_due(owner: Person, answerer: Person, client_for: ClientFor) -> None:
    question = FollowUpFactory(outcome__interest__item__organisation=owner.organisation)
    client = client_for(owner.user)
    listed = reverse("clusterkit_ideas_api:follow-up-list")
    url = reverse("clusterkit_ideas_api:follow-up-detail", args=[question.pk])
    assert [row["id"] for row in client.get(listed).json()["results"]] == [question.pk]
    assert client_for(answerer.user).get(listed).json()["results"] == []
    bad = client.post(f"{url}answer/", {"answer": "nonsense"}, content_type="application/json")
    assert bad.status_code == 400
    done = client.post(f"{url}answer/", {"answer": "ended"}, content_type="application/json")
    assert done.json()["answer"] == "ended"
    assert client.post(f"{url}answer/", {"answer": "ended"}, content_type="application/json").status_code == 409
    assert Interest.objects.count() == 1

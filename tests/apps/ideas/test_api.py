"""The exchange as JSON: the same rules as the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusterkit.access.models import Rule
from clusterkit.core.policies import COORDINATOR
from clusterkit.ideas.enums import InterestState, ItemState
from clusterkit.ideas.models import Interest, Item
from clusterkit.testing.factories.directory import OrganisationFactory, SectorFactory
from clusterkit.testing.factories.ideas import CommentFactory, DraftFactory, InterestFactory, ItemFactory
from tests.apps.ideas.conftest import Person
from tests.apps.query_counting import statements

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]


def items_url(*args: Any) -> str:
    return reverse("clusterkit_ideas_api:item-detail" if args else "clusterkit_ideas_api:item-list", args=args)


def act(client: Client, item: Item, name: str, data: Any = None, method: str = "post") -> Any:
    return getattr(client, method)(f"{items_url(item.pk)}{name}/", data or {}, content_type="application/json")


def talk_act(client: Client, interest: Interest, name: str, data: Any = None) -> Any:
    url = reverse("clusterkit_ideas_api:interest-detail", args=[interest.pk])
    return client.post(f"{url}{name}/", data or {}, content_type="application/json")


def test_a_guest_gets_the_public_part(client_for: ClientFor) -> None:
    item = ItemFactory(body="Closed", sectors=[SectorFactory(code="chem")], tags=["x"])
    listed = client_for().get(items_url()).json()["results"]
    assert [row["title"] for row in listed] == [item.title]
    assert listed[0]["sectors"] == ["chem"]
    one = client_for().get(items_url(item.pk)).json()
    assert (one["body"], one["author"], one["actions"]) == (None, None, [])
    assert client_for().get(f"{items_url(item.pk)}comments/").status_code in (401, 403)


def test_the_list_filters_like_the_page(client_for: ClientFor) -> None:
    ItemFactory(kind="offer")
    ItemFactory(title="Контроль коррозии")
    client = client_for()
    assert len(client.get(items_url(), {"kind": "offer"}).json()["results"]) == 1
    assert len(client.get(items_url(), {"q": "коррозией"}).json()["results"]) == 1
    bad = client.get(items_url(), {"kind": "nonsense"})
    assert bad.status_code == 400
    assert bad.json()["code"] == "invalid"


def test_an_item_from_draft_to_outcome(client_for: ClientFor, owner: Person, answerer: Person) -> None:
    client, other = client_for(owner.user), client_for(answerer.user)
    assert owner.organisation is not None
    assert answerer.organisation is not None
    sector = SectorFactory()
    draft = client.post(
        items_url(),
        {
            "organisation": owner.organisation.pk,
            "kind": "request",
            "title": "Sensors",
            "sectors": [sector.code],
            "tags": ["A", "a"],
        },
        content_type="application/json",
    )
    assert draft.status_code == 201, draft.json()
    item = Item.objects.get()
    assert (draft.json()["state"], draft.json()["tags"]) == ("draft", ["a"])
    assert other.get(items_url(item.pk)).status_code == 404

    incomplete = act(client, item, "publish")
    assert incomplete.status_code == 400
    assert list(incomplete.json()["errors"]) == ["summary"]
    changed = client.patch(
        items_url(item.pk), {"summary": "S", "body": "B", "version": 1}, content_type="application/json"
    )
    assert changed.json()["body"] == "B"
    stale = client.patch(items_url(item.pk), {"title": "T", "version": 1}, content_type="application/json")
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_version")
    assert act(client, item, "publish").json()["state"] == "published"

    answered = act(other, item, "interests", {"organisation": answerer.organisation.pk, "message": "We"})
    assert answered.status_code == 201
    talk = Interest.objects.get()
    assert talk_act(client, talk, "ask", {"text": "How?"}).json()["state"] == "more_info"
    assert talk_act(other, talk, "answer", {"text": "So"}).json()["state"] == "sent"
    accepted = talk_act(client, talk, "accept").json()
    assert accepted["state"] == "accepted"
    assert accepted["other"]["email"] == answerer.user.email
    assert [message["text"] for message in accepted["messages"]] == ["We", "How?", "So"]
    assert talk_act(other, talk, "messages", {"text": "Monday"}).status_code == 200
    late = talk_act(client, talk, "decline")
    assert (late.status_code, late.json()["code"]) == (409, "state_conflict")

    closed = act(client, item, "close", {"kind": "contract", "text": "Done", "interest": talk.pk})
    assert closed.json()["outcome"]["kind"] == "contract"
    assert act(other, item, "confirm-outcome").json()["outcome"]["confirmed_at"]


def test_writing_for_others_is_refused(client_for: ClientFor, owner: Person, reader: Person) -> None:
    data = {"organisation": OrganisationFactory().pk, "kind": "request", "title": "T"}
    for user, status in ((owner.user, 403), (reader.user, 403), (None, 403)):
        client = client_for(user) if user is not None else client_for()
        answer = client.post(items_url(), data, content_type="application/json")
        assert answer.status_code in (status, 401)
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert not Item.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"organisation": "x", "kind": "request", "title": "T"},
        {"organisation": 1, "kind": "request", "title": "T" * 200},
        {"organisation": 1, "kind": "request", "title": "T\x00"},
        {"organisation": 1, "kind": "request", "title": "T", "sectors": ["nowhere"]},
        {"organisation": 1, "kind": "request", "title": "T", "tags": "no list"},
        {"organisation": 1, "kind": "request", "title": "T", "valid_until": "yesterday"},
        [],
        "text",
    ],
)
def test_bad_input_is_a_problem_document(client_for: ClientFor, owner: Person, data: Any) -> None:
    answer = client_for(owner.user).post(items_url(), data, content_type="application/json")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_moderation(client_for: ClientFor, owner: Person, coordinator: Person) -> None:
    Rule.objects.create(action="ideas.publish_directly", tier=COORDINATOR)
    item = DraftFactory(organisation=owner.organisation, author=owner.user)
    client, office = client_for(owner.user), client_for(coordinator.user)
    assert act(client, item, "publish").json()["state"] == "in_review"
    assert act(client, item, "approve").status_code == 403
    assert act(office, item, "request-changes", {"reason": "Why?"}).json()["state"] == "changes_requested"
    assert client.get(items_url(item.pk)).json()["note"] == "Why?"
    assert act(client, item, "publish").status_code == 200
    assert "approve" in office.get(items_url(item.pk)).json()["actions"]
    assert act(office, item, "approve").json()["state"] == "published"
    assert act(office, item, "hide", {"reason": "Spam"}).json()["state"] == "hidden"
    assert act(office, item, "restore").json()["state"] == "published"
    second = ItemFactory(state=ItemState.IN_REVIEW)
    assert act(office, second, "reject", {"reason": "No"}).json()["state"] == "rejected"


def test_discussion_and_following(client_for: ClientFor, reader: Person) -> None:
    item = ItemFactory()
    removed = CommentFactory(item=item, text="Removed words", deleted_at=item.created_at)
    client = client_for(reader.user)
    made = act(client, item, "comments", {"text": "Hello"})
    assert made.status_code == 201
    assert act(client, item, "comments", {"text": "Reply", "parent": made.json()["id"]}).status_code == 201
    assert act(client, item, "comments", {"text": "Reply", "parent": removed.pk}).status_code == 400
    rows = client.get(f"{items_url(item.pk)}comments/").json()
    assert [row["text"] for row in rows] == ["", "Hello", "Reply"]
    assert act(client, item, "follow").json()["follows"] is True
    assert act(client, item, "follow", method="delete").json()["follows"] is False


def test_prolonging_withdrawing_and_ones_own_list(client_for: ClientFor, owner: Person) -> None:
    item = ItemFactory(organisation=owner.organisation)
    client = client_for(owner.user)
    assert act(client, item, "renew").status_code == 200
    assert act(client, item, "withdraw").json()["state"] == "withdrawn"
    assert client.get(items_url()).json()["results"] == []
    assert len(client.get(items_url(), {"whose": "mine"}).json()["results"]) == 1


def test_talks_are_ones_own(client_for: ClientFor, owner: Person, answerer: Person, reader: Person) -> None:
    talk = InterestFactory(organisation=answerer.organisation)
    url = reverse("clusterkit_ideas_api:interest-list")
    assert [row["id"] for row in client_for(answerer.user).get(url).json()["results"]] == [talk.pk]
    for other in (owner, reader):
        assert client_for(other.user).get(url).json()["results"] == []
        assert talk_act(client_for(other.user), talk, "withdraw").status_code == 404
    assert talk_act(client_for(answerer.user), talk, "withdraw").json()["state"] == InterestState.WITHDRAWN


def test_unknown_outcome_partner_and_no_outcome(client_for: ClientFor, owner: Person) -> None:
    item = ItemFactory(organisation=owner.organisation)
    client = client_for(owner.user)
    assert act(client, item, "confirm-outcome").status_code == 404
    answer = act(client, item, "close", {"kind": "advice", "interest": InterestFactory().pk})
    assert answer.status_code == 400


def test_the_list_costs_the_same_with_one_row_and_with_three(client_for: ClientFor) -> None:
    client, counts = client_for(), []
    for turn in (1, 2):
        for _row in range(turn):
            CommentFactory(item=ItemFactory(sectors=[SectorFactory()]))
        client.get(items_url())
        with CaptureQueriesContext(connection) as captured:
            client.get(items_url())
        counts.append(statements(captured))
    assert counts[0] == counts[1]

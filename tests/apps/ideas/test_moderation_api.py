"""Reporting, moderation and ideas as JSON: the rules of the pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clusterkit.ideas.enums import IdeaStage, ItemState
from clusterkit.ideas.models import Item, Report, Sanction
from clusterkit.testing.factories.directory import OrganisationFactory
from clusterkit.testing.factories.ideas import CommentFactory, ItemFactory
from clusterkit.testing.factories.ideas_moderation import (
    IdeaFactory,
    ReportFactory,
    SanctionFactory,
    ShortlistedFactory,
)
from tests.apps.ideas.conftest import Person

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]


def act(client: Client, item: Item, path: str, data: Any = None, method: str = "post") -> Any:
    url = reverse("clusterkit_ideas_api:item-detail", args=[item.pk])
    return getattr(client, method)(f"{url}{path}/", data or {}, content_type="application/json")


def test_a_report_is_received_and_comes_back_without_a_number(client_for: ClientFor, reader: Person) -> None:
    comment = CommentFactory()
    client = client_for(reader.user)
    answer = act(client, comment.item, "reports", {"reason": "spam", "comment": comment.pk})
    assert (answer.status_code, set(answer.json())) == (201, {"reason", "text", "created_at"})
    assert Report.objects.get().comment == comment
    assert act(client, comment.item, "reports", {"reason": "spam", "comment": comment.pk}).status_code == 409
    assert act(client, comment.item, "reports", {"reason": "spam", "comment": 10**15}).status_code == 400
    assert act(client, comment.item, "reports", {"reason": "nonsense"}).status_code == 400


def test_reports_are_listed_and_decided_without_a_name(
    client_for: ClientFor, coordinator: Person, reader: Person
) -> None:
    comment = CommentFactory()
    report = ReportFactory(item=comment.item, comment=comment, reporter=reader.user)
    ReportFactory(item=comment.item, comment=comment)
    client = client_for(coordinator.user)
    url = reverse("clusterkit_ideas_api:report-list")
    rows = client.get(url, {"state": "open"}).json()["results"]
    assert rows[0]["id"] == report.pk
    assert str(reader.user) not in json.dumps(rows)
    assert not any("reporter" in row for row in rows)
    one = reverse("clusterkit_ideas_api:report-detail", args=[report.pk])
    decision = {"upheld": True, "hide": True, "sanction": "warning", "reason": "Rules", "newest": report.pk}
    assert client.post(f"{one}decide/", decision, content_type="application/json").status_code == 409
    closed = client.post(f"{one}decide/", {**decision, "newest": None}, content_type="application/json").json()
    assert [row["state"] for row in closed] == ["upheld", "upheld"]
    comment.refresh_from_db()
    assert comment.hidden_at is not None
    assert Sanction.objects.get().user == comment.author
    assert client_for(reader.user).get(url).status_code == 403
    assert client_for().get(url).status_code in (401, 403)


def test_sanctions_are_imposed_read_and_lifted(client_for: ClientFor, coordinator: Person, reader: Person) -> None:
    item = ItemFactory(author=reader.user)
    client, his = client_for(coordinator.user), client_for(reader.user)
    made = act(client, item, "sanctions", {"kind": "block", "reason": "Rules"})
    assert (made.status_code, made.json()["in_force"]) == (201, True)
    refused = act(his, ItemFactory(), "comments", {"text": "No"})
    assert (refused.status_code, "Rules" in refused.json()["detail"]) == (403, True)
    SanctionFactory()
    url = reverse("clusterkit_ideas_api:sanction-list")
    own = his.get(url).json()["results"]
    assert [(row["reason"], row["person"]) for row in own] == [("Rules", None)]
    assert len(client.get(url).json()["results"]) == 2
    one = reverse("clusterkit_ideas_api:sanction-detail", args=[made.json()["id"]])
    assert his.post(f"{one}lift/").status_code == 403
    assert client.post(f"{one}lift/").json()["in_force"] is False
    assert act(his, ItemFactory(), "comments", {"text": "Yes"}).status_code == 201


def test_a_comment_is_hidden_and_shown_again(client_for: ClientFor, coordinator: Person, reader: Person) -> None:
    comment = CommentFactory()
    client = client_for(coordinator.user)
    path = f"comments/{comment.pk}/hide"
    assert act(client, comment.item, path, {"reason": "Rules"}).status_code == 200
    (seen,) = act(client_for(reader.user), comment.item, "comments", method="get").json()
    assert (seen["text"], seen["author"]) == ("", None)
    assert act(client, comment.item, path, method="delete").status_code == 200
    comment.refresh_from_db()
    assert comment.hidden_at is None


def test_an_idea_from_support_to_answer(client_for: ClientFor, coordinator: Person, answerer: Person) -> None:
    idea = IdeaFactory()
    office, client = client_for(coordinator.user), client_for(answerer.user)
    assert act(client, idea, "support").json()["supporters"] == 1
    seen = act(client, idea, "support").json()
    assert (seen["supporters"], seen["supports"]) == (1, True)
    assert [row["id"] for row in seen["organisations"]] == [answerer.organisation.pk]  # type: ignore[union-attr]
    assert "name" not in {key for key in seen if key.startswith("user")}
    assert act(client, idea, "shortlist").status_code == 403
    assert act(office, idea, "shortlist").json()["stage"] == "shortlisted"
    drafted = act(office, idea, "answer", {"decision": "adopted", "text": "We do it."}).json()
    assert drafted["draft"]["version"] == 1
    assert act(client, idea, "idea", method="get").json()["draft"] is None
    assert act(office, idea, "answer/publish", {"version": 2}).status_code == 409
    assert act(office, idea, "answer/publish", {"version": 1}).json()["stage"] == "adopted"
    seen = act(client, idea, "idea", method="get").json()
    assert seen["answer"]["text"] == "We do it."
    assert len(seen["steps"]) == 3
    assert act(client, idea, "support", method="delete").json()["supporters"] == 0


def test_other_kinds_have_no_idea(client_for: ClientFor, reader: Person) -> None:
    request = ItemFactory()
    client = client_for(reader.user)
    assert act(client, request, "idea", method="get").status_code == 404
    assert act(client, request, "support").status_code == 403


def test_two_are_joined(client_for: ClientFor, coordinator: Person, reader: Person) -> None:
    gone, kept = IdeaFactory(), IdeaFactory()
    client = client_for(coordinator.user)
    assert act(client, gone, "merge", {"survivor": 10**15}).status_code == 400
    assert act(client, gone, "merge", {"survivor": kept.pk, "version": gone.version}).json()["id"] == kept.pk
    gone.refresh_from_db()
    assert gone.state == ItemState.MERGED
    assert act(client_for(reader.user), gone, "idea", method="get").status_code == 404


def test_the_list_is_narrowed_by_stage(client_for: ClientFor) -> None:
    listed = ShortlistedFactory()
    IdeaFactory()
    ItemFactory(stage=IdeaStage.SHORTLISTED)
    url = reverse("clusterkit_ideas_api:item-list")
    rows = client_for().get(url, {"stage": "shortlisted"}).json()["results"]
    assert [row["id"] for row in rows] == [listed.pk]


def test_what_is_about_ones_own_is_not_in_the_list(client_for: ClientFor, person: Any) -> None:
    organisation = OrganisationFactory()
    office = person(tier="coordinator", organisation=organisation)
    report = ReportFactory(item=ItemFactory(organisation=organisation))
    client = client_for(office.user)
    assert client.get(reverse("clusterkit_ideas_api:report-list")).json()["results"] == []
    assert client.get(reverse("clusterkit_ideas_api:report-detail", args=[report.pk])).status_code == 404

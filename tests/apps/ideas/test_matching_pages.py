"""Suggestions on the item's page, on their own page and over the API; the setting's mistakes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from clusterkit.ideas.checks import check_matching
from clusterkit.ideas.enums import ItemMode, ItemState
from clusterkit.ideas.models import Dismissal, Suggestion
from clusterkit.testing.factories.ideas import ItemFactory
from clusterkit.testing.factories.ideas_matching import (
    DismissalFactory,
    OrganisationSuggestionFactory,
    SuggestionFactory,
)
from tests.apps.ideas.conftest import Person
from tests.apps.ideas.test_matching import request_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def enter(client_for: Callable[..., Client]) -> Callable[[Person], Client]:
    """The client of a person who is signed in."""
    return lambda person: client_for(person.user)


def test_the_owner_sees_who_could_help_with_per_cents_reasons_and_buttons(owner: Person, enter: Any) -> None:
    item = request_of(owner)
    row = SuggestionFactory(item=item)
    page = enter(owner).get(item.get_absolute_url()).content.decode()
    assert "Who could help" in page
    assert row.other.title in page
    assert "60 %" in page
    assert "коррозия" in page
    assert reverse("clusterkit_ideas:respond", kwargs={"pk": row.other_id}) in page
    assert reverse("clusterkit_ideas:dismiss-suggestion", kwargs={"pk": row.pk}) in page


def test_others_see_nothing_of_it(owner: Person, answerer: Person, coordinator: Person, enter: Any) -> None:
    item = request_of(owner)
    SuggestionFactory(item=item)
    for stranger in (answerer, coordinator):
        assert "Who could help" not in enter(stranger).get(item.get_absolute_url()).content.decode()
        assert enter(stranger).get(reverse("clusterkit_ideas:suggestions", kwargs={"pk": item.pk})).status_code == 404


def test_the_page_of_a_suggested_anonymous_item_names_nobody(owner: Person, enter: Any) -> None:
    item = request_of(owner)
    row = SuggestionFactory(item=item, other__mode=ItemMode.ANONYMOUS)
    for url in (item.get_absolute_url(), reverse("clusterkit_ideas:suggestions", kwargs={"pk": item.pk})):
        page = enter(owner).get(url).content.decode()
        assert row.other.title in page
        assert str(row.other.organisation) not in page


def test_does_not_fit_and_back(owner: Person, enter: Any) -> None:
    item = request_of(owner)
    row, organisation = SuggestionFactory(item=item), OrganisationSuggestionFactory(item=item)
    client = enter(owner)
    url = reverse("clusterkit_ideas:suggestions", kwargs={"pk": item.pk})
    for suggestion in (row, organisation):
        press = reverse("clusterkit_ideas:dismiss-suggestion", kwargs={"pk": suggestion.pk})
        assert client.get(press).status_code == 200
        assert client.post(press).url == url
        assert client.post(press).status_code == 404
    assert Dismissal.objects.count() == 2
    page = client.get(url).content.decode()
    assert "Fits after all" in page
    for dismissal in Dismissal.objects.all():
        back = reverse("clusterkit_ideas:fits-after-all", kwargs={"pk": dismissal.pk})
        assert client.get(back).status_code == 200
        assert client.post(back).url == url
        assert client.post(back).status_code == 404
    assert not Dismissal.objects.exists()


def test_an_item_that_is_closed_has_no_suggestions(owner: Person, enter: Any) -> None:
    item = request_of(owner, state=ItemState.FULFILLED)
    SuggestionFactory(item=item)
    client = enter(owner)
    assert "Who could help" not in client.get(item.get_absolute_url()).content.decode()
    assert client.get(reverse("clusterkit_ideas:suggestions", kwargs={"pk": item.pk})).status_code == 404


def test_an_idea_asks_for_no_suggestions(owner: Person, enter: Any) -> None:
    item = ItemFactory(kind="idea", organisation=owner.organisation, author=owner.user)
    assert "Who could help" not in enter(owner).get(item.get_absolute_url()).content.decode()


def test_the_api_gives_suggestions_with_reasons_that_add_up(owner: Person, answerer: Person, enter: Any) -> None:
    item = request_of(owner)
    row = SuggestionFactory(item=item, other__mode=ItemMode.ANONYMOUS)
    able = OrganisationSuggestionFactory(item=item, score=40)
    SuggestionFactory(item=request_of(answerer))
    found = enter(owner).get("/api/v1/suggestions/", {"item": item.pk}).json()["results"]
    assert [one["id"] for one in found] == [row.pk, able.pk]
    assert found[0]["score"] == sum(reason["share"] for reason in found[0]["reasons"])
    assert found[0]["other"]["id"] == row.other_id
    assert found[0]["other"]["organisation"] is None
    assert found[0]["organisation"] is None
    assert found[1]["organisation"]["id"] == able.organisation_id
    assert found[1]["other"] is None


def test_the_api_puts_aside_and_takes_back(owner: Person, answerer: Person, enter: Any) -> None:
    row = SuggestionFactory(item=request_of(owner))
    assert enter(answerer).post(f"/api/v1/suggestions/{row.pk}/dismiss/").status_code == 404
    client = enter(owner)
    assert client.post(f"/api/v1/suggestions/{row.pk}/dismiss/").status_code == 204
    assert client.get("/api/v1/suggestions/").json()["results"] == []
    (aside,) = client.get("/api/v1/dismissed-suggestions/").json()["results"]
    assert aside["other"]["id"] == row.other_id
    assert enter(answerer).delete(f"/api/v1/dismissed-suggestions/{aside['id']}/").status_code == 404
    assert enter(owner).delete(f"/api/v1/dismissed-suggestions/{aside['id']}/").status_code == 204
    assert not Dismissal.objects.exists()


def test_a_hidden_item_leaves_no_trace(owner: Person, enter: Any) -> None:
    item = request_of(owner)
    client = enter(owner)

    def pages() -> list[Any]:
        return [
            client.get("/api/v1/suggestions/").json(),
            client.get("/api/v1/dismissed-suggestions/").json(),
            "All suggestions" in client.get(item.get_absolute_url()).content.decode(),
        ]

    before = pages()
    hidden = ItemFactory(kind="offer", state=ItemState.HIDDEN)
    row = SuggestionFactory(item=item, other=hidden)
    DismissalFactory(item=item, other=ItemFactory(kind="offer", state=ItemState.WITHDRAWN))
    assert pages() == before
    assert client.post(reverse("clusterkit_ideas:dismiss-suggestion", kwargs={"pk": row.pk})).status_code == 404
    assert Suggestion.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"MATCHING_SCORER": "unknown"}, "clusterkit.E065"),
        ({"MATCHING_WEIGHTS": {"words": -1}}, "clusterkit.E066"),
        ({"MATCHING_WEIGHTS": {"words": "many"}}, "clusterkit.E066"),
        ({"MATCHING_WEIGHTS": {"words": float("nan")}}, "clusterkit.E066"),
        ({"MATCHING_WEIGHTS": {"colour": 1}}, "clusterkit.E066"),
        ({"MATCHING_WEIGHTS": {"words": 0}}, "clusterkit.E066"),
        ({"MATCHING_WEIGHTS": [1, 2]}, "clusterkit.E066"),
        ({"MATCHING_WEIGHTS": {"words": True}}, "clusterkit.E066"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_told_at_start(given: dict[str, Any], code: str, settings: Any) -> None:
    assert check_matching(None) == []
    with override_settings(CLUSTERKIT={**settings.CLUSTERKIT, **given}):
        assert [message.id for message in check_matching(None)] == [code]

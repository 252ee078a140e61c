"""The kind of item that the example project adds: list, form, API, search and admin come of themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from clusterkit.directory.models import Organisation
from clusterkit.ideas.models import Item
from clusterkit.testing.factories.accounts import CoordinatorFactory, MemberFactory
from clusterkit.testing.factories.directory import AffiliationFactory, OrganisationFactory
from clusterkit.testing.factories.ideas import ItemFactory

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]


@pytest.fixture
def plant(db: None) -> Organisation:
    organisation: Organisation = OrganisationFactory()
    return organisation


@pytest.fixture
def recruiter(plant: Organisation) -> Any:
    user = MemberFactory()
    AffiliationFactory(user=user, organisation=plant)
    return user


def test_one_chooses_it_and_writes_it_by_its_own_form(
    client_for: ClientFor, recruiter: Any, plant: Organisation
) -> None:
    client = client_for(recruiter)
    assert "We look for a colleague" in client.get("/ideas/new/").text
    form = client.get("/ideas/new/vacancy/").text
    assert "## What one should know" in form
    assert 'name="region"' in form
    assert 'name="budget_from"' not in form
    values = {
        "organisation": plant.pk,
        "title": "Process engineer",
        "summary": "For the polymer line",
        "body": "Shifts of twelve hours",
        "region": "vitebsk",
        "mode": "open",
        "action": "publish",
    }
    assert client.post("/ideas/new/vacancy/", values).status_code == 302
    item = Item.objects.get()
    assert (item.kind, item.state, item.region) == ("vacancy", "published", "vitebsk")
    assert "Vitebsk region" in client_for().get(item.get_absolute_url()).text


def test_the_list_has_a_facet_for_it(client_for: ClientFor) -> None:
    ItemFactory(kind="vacancy", title="Process engineer")
    ItemFactory(title="Sensors")
    page = client_for().get("/ideas/").text
    assert "Vacancies" in page
    assert "?kind=vacancy" in page
    narrowed = client_for().get("/ideas/?kind=vacancy").text
    assert "Process engineer" in narrowed
    assert "Sensors" not in narrowed


def test_the_api_makes_and_publishes_it(client_for: ClientFor, recruiter: Any, plant: Organisation) -> None:
    client = client_for(recruiter)
    values = {"organisation": plant.pk, "kind": "vacancy", "title": "Welder", "summary": "Soon", "body": "Two posts"}
    made = client.post("/api/v1/items/", values, content_type="application/json")
    assert made.status_code == 201, made.json()
    done = client.post(f"/api/v1/items/{made.json()['id']}/publish/", {}, content_type="application/json")
    assert (done.status_code, done.json()["state"]) == (200, "published")
    listed = client_for().get("/api/v1/items/?kind=vacancy").json()["results"]
    assert [row["title"] for row in listed] == ["Welder"]


def test_it_is_found_by_words(client_for: ClientFor) -> None:
    ItemFactory(kind="vacancy", title="Инженер-технолог", summary="Для линии полимеров")
    assert "Инженер-технолог" in client_for().get("/ideas/", {"q": "технологи"}).text
    found = client_for().get("/search/", {"q": "полимеров"}).text
    assert "Инженер-технолог" in found
    assert "Vacancy" in found


def test_the_admin_lists_and_filters_it(client_for: ClientFor) -> None:
    item = ItemFactory(kind="vacancy", title="Process engineer")
    ItemFactory(title="Sensors")
    client = client_for(CoordinatorFactory())
    page = client.get("/admin/clusterkit_ideas/item/", {"kind": "vacancy"})
    assert page.status_code == 200
    assert "Process engineer" in page.text
    assert "Vacancy" in page.text
    assert "Sensors" not in page.text
    assert client.get(f"/admin/clusterkit_ideas/item/{item.pk}/change/").status_code == 200

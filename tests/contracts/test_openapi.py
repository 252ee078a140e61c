"""The description of the API is complete, the same for everybody, and served as a page."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from clusterkit.access.endpoints import endpoints
from clusterkit.testing.factories.accounts import CoordinatorFactory
from tests.contracts.addresses import template

Make = Callable[..., Client]
METHODS = ("get", "post", "put", "patch", "delete")
PROBLEMS = {"400", "401", "403", "404"}


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    generator = SchemaGenerator(urlconf="tests.projects.urls")  # type: ignore[no-untyped-call]
    return dict(generator.get_schema(request=None, public=True))  # type: ignore[no-untyped-call]


def operations(description: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each operation with its method and address."""
    for path, item in description["paths"].items():
        for method in METHODS:
            if method in item:
                yield f"{method} {path}", item[method]


def test_the_description_is_valid_and_without_warnings() -> None:
    call_command("spectacular", validate=True, fail_on_warn=True, urlconf="tests.projects.urls", stdout=io.StringIO())


def test_each_operation_says_which_problems_it_answers_with(description: dict[str, Any]) -> None:
    for name, operation in operations(description):
        responses = operation["responses"]
        assert set(responses) >= PROBLEMS, name
        for status in PROBLEMS:
            assert "application/problem+json" in responses[status]["content"], f"{name} {status}"
        assert any(status.startswith("2") for status in responses), name


def test_each_operation_has_a_name_of_its_own(description: dict[str, Any]) -> None:
    names = [operation["operationId"] for _name, operation in operations(description)]
    assert len(names) == len(set(names))


def test_each_operation_says_what_it_does(description: dict[str, Any]) -> None:
    silent = [name for name, operation in operations(description) if not operation.get("description", "").strip()]
    assert not silent


def test_each_address_of_the_api_is_described(description: dict[str, Any]) -> None:
    described = {template(path.lstrip("/")) for path in description["paths"]}
    viewsets = {
        template(endpoint.route): endpoint.name
        for endpoint in endpoints("tests.projects.urls")
        if endpoint.route.startswith("api/") and getattr(endpoint.view, "actions", None)
    }
    assert viewsets
    assert not {name for address, name in viewsets.items() if address not in described}


@pytest.mark.django_db
def test_guest_and_coordinator_read_the_same_description(client_for: Make) -> None:
    accept = {"accept": "application/json"}
    guest = client_for().get("/api/v1/schema/", headers=accept)
    office = client_for(CoordinatorFactory()).get("/api/v1/schema/", headers=accept)
    assert guest.status_code == office.status_code == 200
    assert guest.json() == office.json()
    assert guest.json()["paths"]


@pytest.mark.django_db
def test_the_description_is_a_page_of_this_site_only(client_for: Make) -> None:
    page = client_for().get("/api/v1/docs/")
    assert page.status_code == 200
    assert "http://" not in page.content.decode().replace("http://alpha.testserver", "")
    assert "https://" not in page.content.decode()
    # In the frame of the site, and with nothing inline that its Content Security Policy would stop.
    assert "ck-header" in page.content.decode()
    assert page.content.decode().count("<h1") == 1
    assert "<style" not in page.content.decode()
    assert "<script>" not in page.content.decode()


@pytest.mark.django_db
def test_the_description_is_made_once_and_not_changed_by_what_a_query_asks(
    client_for: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept = {"accept": "application/json"}
    first = client_for().get("/api/v1/schema/", headers=accept).json()

    def fail(self: Any, request: Any, public: bool) -> Any:
        raise AssertionError("The description is made again")

    monkeypatch.setattr(SchemaGenerator, "parse", fail)
    assert client_for().get("/api/v1/schema/?version=7&lang=nonsense", headers=accept).json() == first

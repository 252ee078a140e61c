"""The language of a page, an app that a cluster switched off, and the root of the API."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client, RequestFactory

from clusterkit.access.language import chosen_language
from clusterkit.tenancy.context import public_schema
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import CoordinatorFactory, MemberFactory

ALLOWED = ["ru", "be", "en"]


@pytest.mark.parametrize(
    ("cookie", "header", "expected"),
    [
        ("be", "en", "be"),
        ("pl", "en", "en"),
        ("", "be-BY,en;q=0.5", "be"),
        ("", "de,fr;q=0.9,en;q=0.1", "en"),
        ("", "de", "ru"),
        ("", "", "ru"),
        ("", "%%%;q=x", "ru"),
    ],
)
def test_the_persons_choice_then_the_browsers_then_the_clusters(
    rf: RequestFactory, cookie: str, header: str, expected: str
) -> None:
    request = rf.get("/", headers={"accept-language": header})
    request.COOKIES["django_language"] = cookie
    assert chosen_language(request, ALLOWED) == expected


@pytest.mark.django_db
def test_an_app_that_the_cluster_switched_off_is_not_there(client_for: Callable[..., Client], alpha: Cluster) -> None:
    client = client_for(CoordinatorFactory())
    assert client.get("/rules/").status_code == 200
    with public_schema():
        alpha.disabled_apps = ["clusterkit_access"]
        alpha.save()
    from clusterkit.tenancy.hosts import host_cache

    host_cache.clear()
    assert client.get("/rules/").status_code == 404


@pytest.mark.django_db
def test_the_root_of_the_api_says_who_one_is(client_for: Callable[..., Client]) -> None:
    guest = client_for().get("/api/v1/").json()
    assert (guest["is_authenticated"], guest["name"], guest["tier"]) == (False, "", "guest")
    member = client_for(MemberFactory(name="Anna")).get("/api/v1/").json()
    assert (member["is_authenticated"], member["name"], member["tier"]) == (True, "Anna", "member")


@pytest.mark.django_db
def test_any_other_address_of_the_api_is_a_problem_document(client_for: Callable[..., Client]) -> None:
    answer = client_for().get("/api/v1/nothing/here/")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_pages_of_signed_in_people_are_not_kept(client_for: Callable[..., Client]) -> None:
    assert "no-store" in client_for(MemberFactory()).get("/api/v1/").headers["Cache-Control"]

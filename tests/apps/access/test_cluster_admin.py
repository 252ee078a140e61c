"""The way into the admin of a cluster: for its coordinators, through the site's own sign-in page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from clusterkit.testing.factories.accounts import CoordinatorFactory, MemberFactory
from clusterkit.testing.factories.membership import ApplicationFactory
from clusterkit.testing.plugin import BETA_HOST

pytestmark = pytest.mark.django_db
Make = Callable[..., Client]


def test_a_coordinator_comes_in(client_for: Make) -> None:
    client = client_for(CoordinatorFactory())
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/login/?next=/admin/").headers["location"] == "/admin/"


def test_a_guest_signs_in_first_and_comes_back(client_for: Make) -> None:
    answer = client_for().get("/admin/clusterkit_access/grant/", follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2Fclusterkit_access%2Fgrant%2F"


def test_nobody_is_sent_to_another_host(client_for: Make) -> None:
    client = client_for(CoordinatorFactory())
    assert client.get("/admin/login/?next=https://evil.example.org/").headers["location"] == "/admin/"


def test_a_member_learns_that_it_is_not_for_him(client_for: Make) -> None:
    assert client_for(MemberFactory()).get("/admin/", follow=True).status_code == 403


def test_a_coordinator_is_a_guest_in_another_cluster(client_for: Make) -> None:
    client = client_for(CoordinatorFactory(), host=BETA_HOST)
    assert client.get("/admin/").status_code == 302


def test_its_pages_are_named_in_words_of_the_cluster(client_for: Make) -> None:
    ApplicationFactory(state="submitted", submitted_at=timezone.now())
    client = client_for(CoordinatorFactory())
    index = client.get("/admin/").content.decode()
    assert "Recent actions" not in index
    listed = client.get("/admin/clusterkit_membership/application/")
    assert listed.context["title"] == "Applications for membership"
    assert "Stands so since" in listed.content.decode()
    page = client.get("/admin/clusterkit_access/grant/add/")
    assert page.context["title"] == "Grant of a tier"
    assert page.content.decode().count('class="theme-toggle"') == index.count('class="theme-toggle"') == 1

"""The portal gathers what the installed apps give, as much as the viewer may see."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from clusterkit.core.policies import COORDINATOR
from clusterkit.core.surfaces import (
    Block,
    SearchGroup,
    SearchHit,
    SearchPayload,
    Task,
    ViewerPayload,
    board_tasks,
    home_blocks,
    my_blocks,
    my_tasks,
    search_sources,
)
from clusterkit.testing.factories.accounts import CoordinatorFactory, UserFactory

pytestmark = pytest.mark.django_db
Make = Callable[..., Client]


def test_home_shows_the_cluster_and_the_blocks_in_order(client_for: Make) -> None:
    def late(payload: ViewerPayload) -> Block:
        return Block("clusterkit/portal/tasks.html", {"tasks": [Task("Second block", "/2/")]}, order=200)

    def early(payload: ViewerPayload) -> Block:
        return Block("clusterkit/portal/tasks.html", {"tasks": [Task("First block", "/1/")]}, order=100)

    def side(payload: ViewerPayload) -> Block:
        return Block("clusterkit/portal/tasks.html", {"tasks": [Task("Beside", "/3/")]}, place="side")

    with home_blocks.override(late, early, side):
        html = client_for().get("/").content.decode()
    assert "Cluster alpha" in html
    assert html.index("First block") < html.index("Second block") < html.index("Beside")


def test_home_of_a_cluster_without_anything_still_stands(client_for: Make) -> None:
    assert client_for().get("/").status_code == 200


def test_what_needs_a_person_comes_first_the_most_pressing_at_the_top(client_for: Make) -> None:
    now = timezone.now()

    def tasks(payload: ViewerPayload) -> Sequence[Task]:
        return [
            Task("Calm", "/calm/"),
            Task("Newer", "/newer/", since=now, tone="warn"),
            Task("Older", "/older/", since=now - timedelta(days=3), tone="warn"),
            Task("Urgent", "/urgent/", tone="bad"),
            *[Task(f"Extra {number}", "/x/", tone="good") for number in range(3)],
        ]

    with my_tasks.override(tasks):
        guest = client_for().get("/").content.decode()
        signed_in = client_for(UserFactory()).get("/").content.decode()
        own = client_for(UserFactory()).get("/me/").content.decode()
    assert "Urgent" not in guest
    order = [signed_in.index(word) for word in ("Urgent", "Older", "Newer", "Calm")]
    assert order == sorted(order)
    assert "and 2 more" in signed_in
    assert "Extra 2" in own


def test_ones_own_page_needs_a_sign_in_and_says_when_nothing_waits(client_for: Make) -> None:
    guest = client_for().get("/me/")
    assert (guest.status_code, guest.headers["Location"]) == (302, "/accounts/login/?next=%2Fme%2F")
    with my_tasks.override(), my_blocks.override():
        assert b"Nothing is waiting for you" in client_for(UserFactory()).get("/me/").content


def test_the_board_is_for_coordinators(client_for: Make) -> None:
    def tasks(payload: ViewerPayload) -> Sequence[Task]:
        return [Task("Application", "/membership/")]

    with board_tasks.override(tasks):
        assert client_for(UserFactory()).get("/board/").status_code == 403
        response = client_for(CoordinatorFactory()).get("/board/")
    assert b"Application" in response.content
    assert b"Office board" not in client_for(UserFactory()).get("/").content
    assert b"Office board" in client_for(CoordinatorFactory()).get("/").content


def test_search_gives_each_source_the_viewer_and_keeps_what_was_typed(client_for: Make) -> None:
    asked: list[SearchPayload] = []

    def source(payload: SearchPayload) -> SearchGroup:
        asked.append(payload)
        secret = [SearchHit("Item", "Canary", "/c/")] if payload.viewer.tier == COORDINATOR else []
        return SearchGroup(
            "Items", [*secret, *([SearchHit("Item", "Pump", "/pump/")] if payload.text == "pump" else [])]
        )

    with search_sources.override(source):
        guest = client_for()
        assert b"Pump" in guest.get("/search/", {"q": " pump "}).content
        nothing = guest.get("/search/", {"q": "<b>valve</b>"}).content.decode()
        assert "&lt;b&gt;valve&lt;/b&gt;" in nothing
        assert "Nothing found" in nothing
        assert b"Canary" in client_for(CoordinatorFactory()).get("/search/", {"q": "pump"}).content
        before = len(asked)
        assert guest.get("/search/").status_code == 200
        assert guest.get("/search/", {"q": "\x00"}).status_code == 200
    assert len(asked) == before

"""Whatever people do in a discussion, in any order: the numbers are those that a reader can count on the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clusterkit.core.exceptions import DomainError
from clusterkit.ideas import services
from clusterkit.ideas.enums import ReactionKind
from clusterkit.ideas.models import Comment, ExchangeSettings, Item
from clusterkit.ideas.selectors import items
from clusterkit.ideas.services.hiding import hide_comment, restore_comment
from clusterkit.testing.factories.ideas import ItemFactory
from tests.apps.ideas.conftest import Make, Person

pytestmark = pytest.mark.django_db

ACTS = ("write", "reply", "edit", "delete", "hide", "restore", "best", "react", "unreact", "react_item")
POST = re.compile(r'<li class="ck-post[^"]*" id="comment-(\d+)">(.*?)(?=<li class="ck-post|</ol>)', re.DOTALL)
COUNTED = re.compile(r'id="reactions-(\w+)-(\w+)"[^>]*>[^<]*<span class="ck-reaction__count">(\d+)<')


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    acts=st.lists(
        st.tuples(st.sampled_from(ACTS), st.integers(0, 2), st.integers(0, 5), st.sampled_from(ReactionKind.values)),
        max_size=14,
    )
)
def test_numbers_are_what_a_reader_counts(
    client_for: Callable[..., Client],
    owner: Person,
    answerer: Person,
    reader: Person,
    coordinator: Person,
    person: Make,
    acts: list[tuple[str, int, int, str]],
) -> None:
    ExchangeSettings.objects.update_or_create(key=1, defaults={"comments_an_hour": 1000})
    item = ItemFactory(organisation=owner.organisation, author=owner.user)
    people = [owner.viewer, answerer.viewer, coordinator.viewer]
    office = person(tier="coordinator").viewer
    reacted: set[tuple[int | None, int, str]] = set()
    for act, who, which, kind in acts:
        _do(act, item, people[who], office, which, kind, reacted)
    _compare(client_for(reader.user), reader, item, reacted)


def _do(
    act: str, item: Item, actor: Any, office: Any, which: int, kind: str, reacted: set[tuple[int | None, int, str]]
) -> None:
    rows = list(Comment.objects.filter(item=item).order_by("pk"))
    comment: Any = rows[which % len(rows)] if rows else None
    if comment is None and act not in ("write", "react_item"):
        return
    deeds: dict[str, Callable[[], Any]] = {
        "write": lambda: services.add_comment(item=item, text="Words", actor=actor),
        "reply": lambda: services.add_comment(item=item, text="Words", parent=comment, actor=actor),
        "edit": lambda: services.edit_comment(comment=comment, text=f"Words {which}", actor=actor),
        "delete": lambda: services.delete_comment(comment=comment, actor=actor),
        "hide": lambda: hide_comment(comment=comment, reason="r", actor=office),
        "restore": lambda: restore_comment(comment=comment, actor=office),
        "best": lambda: services.choose_best_answer(comment=comment, actor=actor),
        "react": lambda: services.react(item=item, comment=comment, kind=kind, on=True, actor=actor),
        "unreact": lambda: services.react(item=item, comment=comment, kind=kind, on=False, actor=actor),
        "react_item": lambda: services.react(item=item, kind=kind, on=True, actor=actor),
    }
    try:
        deeds[act]()
    except DomainError:
        return
    key = None if act == "react_item" else comment.pk if comment is not None else None
    if act in ("react", "react_item"):
        reacted.add((key, actor.user_id, kind))
    elif act == "unreact":
        reacted.discard((key, actor.user_id, kind))


def _compare(client: Client, reader: Person, item: Item, reacted: set[tuple[int | None, int, str]]) -> None:
    page = client.get(item.get_absolute_url()).content.decode()
    posts = {int(key): html for key, html in POST.findall(page)}
    words = {key for key, html in posts.items() if "ck-post__head" in html}
    row: Any = items(reader.viewer).get(pk=item.pk)
    assert row.comment_count == len(words)
    shown = {row.pk for row in Comment.objects.filter(item=item) if row.deleted_at is None and row.hidden_at is None}
    assert words == shown
    counted = {(key, kind): int(number) for key, kind, number in COUNTED.findall(page)}
    expected: dict[tuple[str, str], int] = {}
    for key, _user, kind in reacted:
        if key in shown:
            expected[str(key), kind] = expected.get((str(key), kind), 0) + 1
    assert {place: number for place, number in counted.items() if place[0].isdigit()} == expected
    best = Item.objects.get(pk=item.pk).best_answer_id
    assert best is None or best in shown
    assert ('id="best-answer"' in page) is (best is not None)
    data = client.get(f"/api/v1/items/{item.pk}/").json()
    assert data["best_answer"] == best
    of_item: dict[str, int] = {}
    for key, _user, kind in reacted:
        if key is None:
            of_item[kind] = of_item.get(kind, 0) + 1
    assert {row["kind"]: row["count"] for row in data["reactions"]} == of_item
    listed = client.get(f"/api/v1/items/{item.pk}/comments/").json()
    assert {row["id"] for row in listed if row["text"]} == shown

"""Corrections, hidden comments, reactions, the best answer and what is new, as their readers see them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clusterkit.core.exceptions import InvalidInput, NotPermitted, StateConflict
from clusterkit.ideas import services
from clusterkit.ideas.enums import ItemState, ReactionKind
from clusterkit.ideas.models import Comment, CommentRevision, ExchangeSettings, Item, Reaction, ReadMark
from clusterkit.ideas.selectors import items
from clusterkit.testing.factories.ideas import CommentFactory, ItemFactory
from tests.apps.ideas.conftest import Make, Person, Told
from tests.apps.query_counting import statements
from tests.apps.racing import at_once

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]


def address(name: str, *args: Any) -> str:
    return reverse(f"clusterkit_ideas:{name}", args=args)


def page_of(client: Client, item: Item) -> str:
    return client.get(item.get_absolute_url()).content.decode()


def row_of(person: Person, item: Item) -> Any:
    """The item as lists have it."""
    return items(person.viewer).get(pk=item.pk)


def hide(comment: Comment) -> None:
    Comment.objects.filter(pk=comment.pk).update(hidden_at=timezone.now(), hidden_note="Not for this place")


# Corrections


def test_a_correction_keeps_the_earlier_text_for_the_readers(client_for: ClientFor, reader: Person) -> None:
    comment = services.add_comment(item=ItemFactory(), text="Four hundred", actor=reader.viewer)
    services.edit_comment(comment=comment, text="Four hundred degrees", actor=reader.viewer)
    services.edit_comment(comment=comment, text="Five hundred degrees", actor=reader.viewer)
    client = client_for(reader.user)
    earlier = address("earlier-texts", comment.item_id, comment.pk)
    assert earlier in page_of(client, comment.item)
    page = client.get(earlier).content.decode()
    assert page.index("Five hundred degrees") < page.index("Four hundred degrees") < page.rindex("Four hundred")
    assert client_for().get(earlier).status_code != 200
    texts = client.get(f"/api/v1/items/{comment.item_id}/comments/{comment.pk}/revisions/").json()
    assert [text["text"] for text in texts] == ["Four hundred degrees", "Four hundred"]


def test_the_same_text_again_is_no_correction(reader: Person) -> None:
    comment = services.add_comment(item=ItemFactory(), text="Hot", actor=reader.viewer)
    assert services.edit_comment(comment=comment, text=" Hot ", actor=reader.viewer).edited_at is None
    assert not CommentRevision.objects.exists()


def test_after_its_time_a_comment_is_corrected_no_more_and_the_refusal_says_until_when(
    client_for: ClientFor, reader: Person, coordinator: Person
) -> None:
    ExchangeSettings.objects.create(comment_edit_minutes=10)
    for person in (reader, coordinator):
        comment = services.add_comment(item=ItemFactory(), text="Hot", actor=person.viewer)
        Comment.objects.filter(pk=comment.pk).update(created_at=timezone.now() - timedelta(minutes=11))
        edit = address("edit-comment", comment.item_id, comment.pk)
        client = client_for(person.user)
        if person is coordinator:
            assert edit in page_of(client, comment.item)
            assert client.post(edit, {"text": "Hotter"}).status_code == 302
            continue
        assert edit not in page_of(client, comment.item)
        assert "10 minutes" in client.get(edit).content.decode()
        answer = client.post(edit, {"text": "What I typed"})
        assert answer.status_code == 409
        assert "What I typed" in answer.content.decode()
        assert str(timezone.localdate().year) in answer.content.decode()
        with pytest.raises(StateConflict, match="10"):
            services.edit_comment(comment=comment, text="Hotter", actor=person.viewer)


def test_where_nothing_is_corrected_the_refusal_says_so(reader: Person) -> None:
    ExchangeSettings.objects.create(comment_edit_minutes=0)
    comment = services.add_comment(item=ItemFactory(), text="Hot", actor=reader.viewer)
    with pytest.raises(StateConflict, match="stays as it was sent"):
        services.edit_comment(comment=comment, text="Hotter", actor=reader.viewer)


def test_the_form_of_a_correction_opens_for_its_author_only(
    client_for: ClientFor, reader: Person, coordinator: Person
) -> None:
    comment = CommentFactory(author=reader.user)
    assert client_for(coordinator.user).get(address("edit-comment", comment.item_id, comment.pk)).status_code == 404


# Hidden comments


def test_a_hidden_comment_keeps_its_place_without_words_for_all_but_its_author_and_the_office(
    client_for: ClientFor, reader: Person, answerer: Person, coordinator: Person
) -> None:
    comment = CommentFactory(author=reader.user, text="Secret figures", edited_at=timezone.now())
    item = comment.item
    CommentRevision.objects.create(comment=comment, text="More secret figures", written_at=timezone.now())
    Reaction.objects.create(item=item, comment=comment, user=answerer.user, kind=ReactionKind.THANKS)
    CommentFactory(item=item, parent=comment, text="An answer to it")
    hide(comment)
    name = reader.viewer.display_name
    listed = f"/api/v1/items/{item.pk}/comments/"
    for person in (answerer, coordinator, reader):
        client = client_for(person.user)
        page = page_of(client, item)
        (row,) = [row for row in client.get(listed).json() if row["id"] == comment.pk]
        knows = person is not answerer
        assert f'id="comment-{comment.pk}"' in page
        assert "An answer to it" in page
        assert ("Secret figures" in page) is knows
        assert ("Not for this place" in page) is knows
        assert (row["text"], row["author"], row["hidden_note"]) == (
            ("Secret figures", name, "Not for this place") if knows else ("", None, "")
        )
        assert row["is_hidden"] is True
        assert row["reactions"] == []
        assert client.get(address("earlier-texts", item.pk, comment.pk)).status_code == 404
        assert "More secret figures" not in client.get(f"{listed}{comment.pk}/revisions/").content.decode()
    assert name not in page_of(client_for(answerer.user), item)


def test_nobody_answers_edits_or_reacts_to_a_hidden_comment(
    client_for: ClientFor, reader: Person, answerer: Person
) -> None:
    comment = CommentFactory(author=reader.user, text="Secret figures")
    hide(comment)
    reply = client_for(answerer.user).get(address("comment", comment.item_id), {"parent": comment.pk})
    assert "Secret figures" not in reply.content.decode()
    with pytest.raises(InvalidInput):
        services.add_comment(item=comment.item, text="Yes", parent=comment, actor=answerer.viewer)
    with pytest.raises(NotPermitted):
        services.edit_comment(comment=comment, text="Better", actor=reader.viewer)
    with pytest.raises(NotPermitted):
        services.react(item=comment.item, comment=comment, kind="useful", actor=answerer.viewer)


def test_numbers_count_neither_removed_nor_hidden_comments(reader: Person) -> None:
    item = ItemFactory()
    rows = CommentFactory.create_batch(3, item=item, author=reader.user)
    hide(rows[0])
    services.delete_comment(comment=rows[1], actor=reader.viewer)
    assert row_of(reader, item).comment_count == 1


# Reactions


def test_reacting_by_one_press_with_and_without_a_script(client_for: ClientFor, reader: Person) -> None:
    comment = CommentFactory()
    client = client_for(reader.user)
    url = address("react-comment", comment.item_id, comment.pk)
    answer = client.post(url, {"add": "useful"})
    assert answer.headers["Location"] == f"{comment.item.get_absolute_url()}#comment-{comment.pk}"
    assert _pressed(page_of(client, comment.item)) == [f"reactions-{comment.pk}-useful"]
    assert client.post(url, {"add": "useful"}).status_code == 302
    assert Reaction.objects.count() == 1
    part = client.post(url, {"remove": "useful"}, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith(f'<div class="ck-reactions" id="reactions-{comment.pk}"')
    assert "<html" not in part
    assert _pressed(part) == []
    assert not Reaction.objects.exists()


def _pressed(page: str) -> list[str]:
    return re.findall(r'id="([\w-]+)"[^>]*aria-pressed="true"', page)


def test_reactions_are_counted_without_names(client_for: ClientFor, reader: Person, person: Make) -> None:
    item = ItemFactory()
    people = [person() for _number in range(3)]
    for one in people:
        services.react(item=item, kind="agree", actor=one.viewer)
    page = page_of(client_for(reader.user), item)
    assert re.search(r'id="reactions-agree"[^>]*aria-pressed="false">I agree <span[^>]*>3<', page)
    assert not any(one.viewer.display_name in page for one in people)
    data = client_for(reader.user).get(f"/api/v1/items/{item.pk}/").json()
    assert data["reactions"] == [{"kind": "agree", "count": 3, "is_own": False}]
    assert client_for().get(f"/api/v1/items/{item.pk}/").json()["reactions"] == []


def test_nobody_reacts_to_his_own_words_or_in_an_unknown_way(owner: Person, reader: Person) -> None:
    item = ItemFactory(organisation=owner.organisation, author=owner.user)
    comment = CommentFactory(item=item, author=reader.user)
    with pytest.raises(NotPermitted):
        services.react(item=item, kind="useful", actor=owner.viewer)
    with pytest.raises(NotPermitted):
        services.react(item=item, comment=comment, kind="useful", actor=reader.viewer)
    with pytest.raises(InvalidInput):
        services.react(item=item, kind="hate", actor=reader.viewer)


@pytest.mark.django_db(transaction=True)
def test_pressing_twice_at_once_is_pressing_once(alpha: Any, reader: Person) -> None:
    item, viewer = ItemFactory(), reader.viewer

    def press() -> bool:
        return services.react(item=Item.objects.get(pk=item.pk), kind="useful", on=True, actor=viewer)

    assert at_once(press, press) == [True, True]
    assert Reaction.objects.count() == 1


# The best answer


def test_the_owner_chooses_the_best_answer_and_it_stands_first(
    client_for: ClientFor, owner: Person, answerer: Person, reader: Person, told: Told
) -> None:
    item = ItemFactory(organisation=owner.organisation, author=owner.user)
    CommentFactory(item=item, text="First words")
    best = CommentFactory(item=item, author=answerer.user, text="The very answer")
    client_for(owner.user).post(address("choose-best", item.pk, best.pk))
    assert [list(notice.recipients) for notice in told.notices if notice.kind.code == "ideas.best_answer"] == [
        [answerer.user.pk]
    ]
    page = page_of(client_for(reader.user), item)
    assert page.index("The very answer") < page.index("First words") < page.rindex("The very answer")
    assert client_for(reader.user).get(f"/api/v1/items/{item.pk}/").json()["best_answer"] == best.pk
    assert [entry.action for entry in told.audit].count("ideas.best_answer") == 1
    client_for(owner.user).post(address("clear-best", item.pk))
    assert page_of(client_for(reader.user), item).count("The very answer") == 1


def test_over_the_api_too(client_for: ClientFor, owner: Person, reader: Person) -> None:
    item = ItemFactory(organisation=owner.organisation, author=owner.user)
    best = CommentFactory(item=item)
    url = f"/api/v1/items/{item.pk}/best-answer/"
    send: dict[str, Any] = {"content_type": "application/json"}
    assert client_for(reader.user).post(url, {"comment": best.pk}, **send).status_code == 403
    assert client_for(owner.user).post(url, {"comment": best.pk}, **send).json()["best_answer"] == best.pk
    assert client_for(owner.user).post(url, {"comment": CommentFactory().pk}, **send).status_code == 400
    assert client_for(owner.user).delete(url).json()["best_answer"] is None


def test_what_cannot_be_a_best_answer(owner: Person, answerer: Person, coordinator: Person) -> None:
    item = ItemFactory(organisation=owner.organisation, author=owner.user)
    own = services.add_comment(item=item, text="I found it myself", actor=owner.viewer)
    other = CommentFactory(item=item)
    hidden = CommentFactory(item=item)
    hide(hidden)
    idea = CommentFactory(item=ItemFactory(kind="idea", organisation=owner.organisation))
    over = CommentFactory(item=ItemFactory(organisation=owner.organisation, state=ItemState.WITHDRAWN))
    for comment, actor in ((own, owner), (hidden, owner), (other, answerer), (other, coordinator)):
        with pytest.raises(NotPermitted):
            services.choose_best_answer(comment=comment, actor=actor.viewer)
    with pytest.raises(InvalidInput):
        services.choose_best_answer(comment=idea, actor=owner.viewer)
    with pytest.raises(StateConflict):
        services.choose_best_answer(comment=over, actor=owner.viewer)


def test_a_best_answer_that_is_removed_is_so_no_more(owner: Person, answerer: Person) -> None:
    item = ItemFactory(organisation=owner.organisation, author=owner.user)
    best = CommentFactory(item=item, author=answerer.user)
    services.choose_best_answer(comment=best, actor=owner.viewer)
    services.delete_comment(comment=best, actor=answerer.viewer)
    item.refresh_from_db()
    assert item.best_answer_id is None


@pytest.mark.django_db(transaction=True)
def test_choosing_what_is_removed_at_the_same_moment_leaves_no_removed_best_answer(
    alpha: Any, owner: Person, answerer: Person
) -> None:
    chooser, author = owner.viewer, answerer.viewer
    item = ItemFactory(organisation=owner.organisation, author=owner.user)
    for _turn in range(5):
        best = CommentFactory(item=item, author=answerer.user)
        rows = [Comment.objects.get(pk=best.pk) for _who in range(2)]
        results = at_once(
            partial(services.choose_best_answer, comment=rows[0], actor=chooser),
            partial(services.delete_comment, comment=rows[1], actor=author),
        )
        assert not [
            result for result in results if isinstance(result, Exception) and not isinstance(result, NotPermitted)
        ]
        item.refresh_from_db()
        assert item.best_answer_id is None


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_a_removed_comment_would_be_the_best_answer(alpha: Any, owner: Person) -> None:
    """The negative control: whoever looks first and writes afterwards does not see what happened in between."""
    best = CommentFactory(item__organisation=owner.organisation)
    looked, removed = Barrier(2), Barrier(2)

    def choose() -> None:
        row = Comment.objects.get(pk=best.pk)
        looked.wait(10)
        removed.wait(10)
        if row.deleted_at is None:
            Item.objects.filter(pk=best.item_id).update(best_answer=row)

    def remove() -> None:
        looked.wait(10)
        Comment.objects.filter(pk=best.pk).update(deleted_at=timezone.now())
        removed.wait(10)

    at_once(choose, remove)
    assert Item.objects.get(pk=best.item_id).best_answer_id == best.pk


# What is new


def test_what_others_wrote_since_ones_last_visit_is_new_in_list_and_page(
    client_for: ClientFor, reader: Person, answerer: Person
) -> None:
    item = ItemFactory()
    CommentFactory(item=item, text="Old")
    client = client_for(reader.user)
    assert "new comment" not in page_of(client, item)
    services.follow(item=item, actor=reader.viewer)
    first = services.add_comment(item=item, text="Newer", actor=answerer.viewer)
    services.add_comment(item=item, text="Newest", parent=first, actor=answerer.viewer)
    services.add_comment(item=item, text="My own", actor=reader.viewer)
    assert row_of(reader, item).new_count == 2
    assert "2 new" in client.get(address("list")).content.decode()
    client.head(item.get_absolute_url())
    client.get(f"/api/v1/items/{item.pk}/comments/")
    page = page_of(client, item)
    assert "2 new comments" in page
    assert f'href="#comment-{first.pk}"' in page
    assert row_of(reader, item).new_count == 0
    assert "new comment" not in page_of(client, item)


def test_nothing_is_new_of_what_one_does_not_follow_or_wants_to_hear_nothing_of(
    owner: Person, reader: Person, answerer: Person
) -> None:
    item = ItemFactory(organisation=owner.organisation)
    for person in (owner, reader):
        services.mark_read(item=item, seen_at=timezone.now(), actor=person.viewer)
    services.add_comment(item=item, text="News", actor=answerer.viewer)
    assert row_of(owner, item).new_count == 1
    assert row_of(reader, item).new_count == 0
    services.mute(item=item, actor=owner.viewer)
    assert row_of(owner, item).new_count == 0


def test_a_mark_of_reading_never_goes_back(reader: Person) -> None:
    item, now = ItemFactory(), timezone.now()
    services.mark_read(item=item, seen_at=now, actor=reader.viewer)
    services.mark_read(item=item, seen_at=now - timedelta(days=1), actor=reader.viewer)
    assert ReadMark.objects.get().seen_at == now


def test_a_guest_leaves_no_mark(client_for: ClientFor) -> None:
    page_of(client_for(), ItemFactory())
    assert not ReadMark.objects.exists()


def test_a_page_of_thirty_comments_costs_as_much_as_one_of_one(client_for: ClientFor, reader: Person) -> None:
    counts = []
    client = client_for(reader.user)
    for number, item in zip((1, 30), ItemFactory.create_batch(2), strict=True):
        for row in CommentFactory.create_batch(number, item=item, text="@[Plant](organisation:plant)"):
            Reaction.objects.create(item=item, comment=row, user=reader.user, kind="useful")
        client.get(item.get_absolute_url())
        with CaptureQueriesContext(connection) as captured:
            client.get(item.get_absolute_url())
        counts.append(statements(captured))
    assert counts[0] == counts[1]


def test_the_api_corrects_removes_and_reacts(client_for: ClientFor, reader: Person, answerer: Person) -> None:
    item = ItemFactory()
    client = client_for(reader.user)
    send: dict[str, Any] = {"content_type": "application/json"}
    made = client.post(f"/api/v1/items/{item.pk}/comments/", {"text": "Hot?"}, **send).json()
    url = f"/api/v1/items/{item.pk}/comments/{made['id']}/"
    assert client.patch(url, {"text": "How hot?"}, **send).json()["text"] == "How hot?"
    other = client_for(answerer.user)
    assert other.patch(url, {"text": "Mine"}, **send).status_code == 403
    answer = other.post(f"{url}reactions/", {"kind": "useful"}, **send).json()
    assert answer["reactions"] == [{"kind": "useful", "count": 1, "is_own": True}]
    assert other.post(f"{url}reactions/", {"kind": "useful", "on": False}, **send).json()["reactions"] == []
    assert client.post(f"/api/v1/items/{item.pk}/reactions/", {"kind": "x"}, **send).status_code == 400
    assert client.post(f"/api/v1/items/{item.pk}/mute/", **send).json()["muted"] is True
    assert client.delete(f"/api/v1/items/{item.pk}/mute/").json()["muted"] is False
    assert client.delete(url).status_code == 204
    assert client.delete(url).status_code == 404


def test_the_discussion_is_closed_to_who_does_not_read(client_for: ClientFor, reader: Person) -> None:
    comment = CommentFactory(item__mode="members")
    client = client_for(reader.user)
    for name in ("earlier-texts", "react-comment", "choose-best"):
        assert client.get(address(name, comment.item_id, comment.pk)).status_code == 404

"""The pages, as people of each tier see and use them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clusterkit.access.models import Rule
from clusterkit.core.policies import COORDINATOR
from clusterkit.core.surfaces import Block
from clusterkit.ideas import hooks, services
from clusterkit.ideas.enums import InterestState, ItemMode, ItemState
from clusterkit.ideas.models import Comment, Interest, Item
from clusterkit.testing.factories.directory import OrganisationFactory, SectorFactory
from clusterkit.testing.factories.ideas import (
    CommentFactory,
    DraftFactory,
    FollowFactory,
    InterestFactory,
    ItemFactory,
    OutcomeFactory,
)
from tests.apps.ideas.conftest import Make, Person
from tests.apps.query_counting import statements

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]


def address(name: str, *args: Any, **query: Any) -> str:
    return reverse(f"clusterkit_ideas:{name}", args=args, query=query or None)


def form_of(owner: Person, **changes: Any) -> dict[str, Any]:
    assert owner.organisation is not None
    return {
        "organisation": owner.organisation.pk,
        "title": "Corrosion sensors",
        "summary": "Sensors wanted",
        "body": "A longer text",
        "tags": "corrosion, sensors",
        "mode": "open",
        **changes,
    }


def test_a_guest_sees_summaries_and_how_to_get_further(client_for: ClientFor) -> None:
    item = ItemFactory(summary="Open words", body="Closed words")
    CommentFactory(item=item, text="A closed remark")
    for url in (address("list"), item.get_absolute_url()):
        page = client_for().get(url).content.decode()
        assert "Open words" in page
        assert "Closed words" not in page
        assert "A closed remark" not in page
        assert "/login/?next=" in page.replace("account/", "")


def test_a_reader_reads_and_discusses(client_for: ClientFor, reader: Person) -> None:
    item = ItemFactory(body="Closed **words**")
    client = client_for(reader.user)
    assert "Closed <strong>words</strong>" in client.get(item.get_absolute_url()).content.decode()
    answer = client.post(address("comment", item.pk), {"text": "Which temperature?"})
    comment = Comment.objects.get()
    assert answer.headers["Location"] == f"{item.get_absolute_url()}#comment-{comment.pk}"
    page = client.get(item.get_absolute_url()).content.decode()
    assert f'id="comment-{comment.pk}"' in page
    assert "Which temperature?" in page
    reply = client.get(address("comment", item.pk, parent=comment.pk)).content.decode()
    assert "Which temperature?" in reply
    client.post(address("comment", item.pk), {"text": "400", "parent": comment.pk})
    assert Comment.objects.get(text="400").parent == comment


def test_a_refused_comment_comes_back_filled(client_for: ClientFor, reader: Person) -> None:
    item = ItemFactory()
    answer = client_for(reader.user).post(address("comment", item.pk), {"text": "x" * 5001, "parent": "nonsense"})
    assert answer.status_code == 422
    assert "x" * 5001 in answer.content.decode()


def test_what_is_written_cannot_become_markup(client_for: ClientFor, reader: Person) -> None:
    item = ItemFactory(title="<script>t()</script>", summary="<img src=x onerror=s()>", body="<script>b()</script>")
    CommentFactory(item=item, text="<script>c()</script>")
    client = client_for(reader.user)
    for url in (address("list"), address("list", q="script"), item.get_absolute_url()):
        page = client.get(url).content.decode()
        for bad in ("<script>t()", "<img src=x", "<script>b()", "<script>c()"):
            assert bad not in page


def test_an_author_corrects_and_removes_his_comment(client_for: ClientFor, reader: Person, owner: Person) -> None:
    comment = CommentFactory(author=reader.user, text="Befor")
    client = client_for(reader.user)
    edit = address("edit-comment", comment.item_id, comment.pk)
    assert "Befor" in client.get(edit).content.decode()
    client.post(edit, {"text": "Before"})
    comment.refresh_from_db()
    assert comment.text == "Before"
    remove = address("delete-comment", comment.item_id, comment.pk)
    assert client_for(owner.user).post(remove).status_code == 403
    assert client.get(remove).status_code == 200
    client.post(remove)
    assert "Before" not in client.get(comment.item.get_absolute_url()).content.decode()


def test_an_item_is_kept_as_a_draft_then_published(client_for: ClientFor, owner: Person) -> None:
    client = client_for(owner.user)
    assert address("write", "offer") in client.get(address("new")).content.decode()
    assert client.get(address("write", "offer")).status_code == 200
    sector = SectorFactory()
    answer = client.post(address("write", "offer"), {**form_of(owner, sectors=[sector.pk]), "action": "draft"})
    item = Item.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, item.get_absolute_url())
    assert (item.state, item.kind, item.tags) == ("draft", "offer", ["corrosion", "sensors"])
    page = client.get(item.get_absolute_url()).content.decode()
    assert address("publish", item.pk) in page
    assert client.get(address("publish", item.pk)).status_code == 200
    client.post(address("publish", item.pk), {"version": item.version})
    item.refresh_from_db()
    assert item.state == ItemState.PUBLISHED


def test_publishing_at_once_with_a_file(client_for: ClientFor, owner: Person, reader: Person) -> None:
    client = client_for(owner.user)
    upload = SimpleUploadedFile("plan.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n", "application/pdf")
    client.post(address("write", "request"), {**form_of(owner, file=upload), "action": "publish"})
    item = Item.objects.get()
    assert item.state == ItemState.PUBLISHED
    attachment = item.attachments.get()
    download = reverse("clusterkit_files:download", kwargs={"pk": attachment.file_id})
    assert download in client_for(reader.user).get(item.get_absolute_url()).content.decode()
    served = client_for(reader.user).get(download)
    assert served.getvalue().startswith(b"%PDF")
    assert client_for().get(download).status_code == 404
    client.post(address("remove-file", item.pk, attachment.pk))
    assert not item.attachments.exists()
    assert client_for(reader.user).get(download).status_code == 404


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"organisation": "999999"}, 422),
        ({"organisation": "x"}, 422),
        ({"summary": "", "action": "publish"}, 422),
    ],
)
def test_a_refused_item_comes_back_filled(
    client_for: ClientFor, owner: Person, changes: dict[str, Any], status: int
) -> None:
    data = {**form_of(owner, body="Typed with care"), **changes}
    answer = client_for(owner.user).post(address("write", "request"), data)
    assert answer.status_code == status
    assert "Typed with care" in answer.content.decode()
    assert not Item.objects.exists()


def test_a_member_without_an_organisation_is_told_the_way(client_for: ClientFor, person: Make) -> None:
    client = client_for(person(tier="member").user)
    for url in (address("new"), address("write", "offer")):
        page = client.get(url)
        assert page.status_code == 200
        assert "Find my organisation" in page.content.decode()


def test_an_unknown_kind_is_not_found(client_for: ClientFor, owner: Person) -> None:
    assert client_for(owner.user).get(address("write", "gossip")).status_code == 404


def test_a_change_on_an_old_page_keeps_what_was_typed(client_for: ClientFor, owner: Person) -> None:
    item = DraftFactory(organisation=owner.organisation, tags=["one", "two"])
    client = client_for(owner.user)
    assert "one, two" in client.get(address("edit", item.pk)).content.decode()
    saved = client.post(address("edit", item.pk), form_of(owner, title="First", version=item.version))
    assert saved.status_code == 302
    late = client.post(address("edit", item.pk), form_of(owner, title="Second", version=item.version))
    assert late.status_code == 409
    assert "Second" in late.content.decode()
    item.refresh_from_db()
    assert item.title == "First"


def test_others_do_not_open_the_form(client_for: ClientFor, owner: Person, answerer: Person) -> None:
    item = ItemFactory(organisation=owner.organisation)
    assert client_for(answerer.user).get(address("edit", item.pk)).status_code == 403
    assert client_for().get(address("edit", item.pk)).status_code == 302
    draft = DraftFactory(organisation=owner.organisation)
    assert client_for(answerer.user).get(address("edit", draft.pk)).status_code == 404


def test_answering_and_talking(client_for: ClientFor, owner: Person, answerer: Person) -> None:
    item = ItemFactory(organisation=owner.organisation, author=owner.user)
    assert answerer.organisation is not None
    theirs, ours = client_for(answerer.user), client_for(owner.user)
    assert address("respond", item.pk) in theirs.get(item.get_absolute_url()).content.decode()
    data = {"organisation": answerer.organisation.pk, "message": "We can help"}
    assert theirs.post(address("respond", item.pk), {**data, "message": ""}).status_code == 422
    theirs.post(address("respond", item.pk), data)
    talk = Interest.objects.get()
    assert talk.get_absolute_url() in ours.get(item.get_absolute_url()).content.decode()
    assert talk.get_absolute_url() in theirs.get(item.get_absolute_url()).content.decode()

    for name in ("ask", "decline", "message", "accept"):
        assert ours.get(address(name, talk.pk)).status_code == 200
    ours.post(address("ask", talk.pk), {"text": "How much?", "version": 1})
    page = theirs.get(talk.get_absolute_url()).content.decode()
    assert "How much?" in page
    assert owner.user.email not in page
    theirs.post(address("answer", talk.pk), {"text": "Ten tonnes"})
    ours.post(address("accept", talk.pk))
    page = theirs.get(talk.get_absolute_url()).content.decode()
    assert owner.user.email in page
    theirs.post(address("message", talk.pk), {"text": "On Monday?"})
    assert "On Monday?" in ours.get(talk.get_absolute_url()).content.decode()

    assert ours.get(address("close", item.pk)).status_code == 200
    assert ours.post(address("close", item.pk), {}).status_code == 422
    ours.post(address("close", item.pk), {"kind": "contract", "interest": talk.pk, "text": "Signed"})
    item.refresh_from_db()
    assert item.state == ItemState.FULFILLED
    theirs.post(address("confirm-outcome", item.pk))
    assert "Confirmed by the other side" in ours.get(item.get_absolute_url()).content.decode()


def test_a_decision_that_came_late_gets_a_page_of_its_own(
    client_for: ClientFor, owner: Person, answerer: Person
) -> None:
    item = ItemFactory(organisation=owner.organisation)
    talk = InterestFactory(item=item, organisation=answerer.organisation, state=InterestState.WITHDRAWN)
    answer = client_for(owner.user).post(address("accept", talk.pk))
    assert answer.status_code == 409
    assert talk.get_absolute_url() in answer.content.decode()


def test_taking_an_answer_back(client_for: ClientFor, answerer: Person) -> None:
    talk = InterestFactory(organisation=answerer.organisation, author=answerer.user)
    client = client_for(answerer.user)
    assert client.get(address("withdraw-interest", talk.pk)).status_code == 200
    client.post(address("withdraw-interest", talk.pk))
    talk.refresh_from_db()
    assert talk.state == InterestState.WITHDRAWN


def test_talks_are_unknown_to_everybody_else(client_for: ClientFor, reader: Person, coordinator: Person) -> None:
    talk = InterestFactory()
    for person_ in (reader, coordinator):
        client = client_for(person_.user)
        assert client.get(talk.get_absolute_url()).status_code == 404
        for name in ("accept", "withdraw-interest"):
            assert client.post(address(name, talk.pk)).status_code == 404
        assert client.post(address("answer", talk.pk), {"text": "x"}).status_code == 404


def test_a_person_without_an_organisation_is_told_how_to_answer(client_for: ClientFor, reader: Person) -> None:
    page = client_for(reader.user).get(address("respond", ItemFactory().pk))
    assert page.status_code == 200
    assert "Find my organisation" in page.content.decode()


def test_following(client_for: ClientFor, reader: Person) -> None:
    item = ItemFactory()
    client = client_for(reader.user)
    client.post(address("follow", item.pk))
    assert address("unfollow", item.pk) in client.get(item.get_absolute_url()).content.decode()
    assert item.title in client.get(address("list", whose="followed")).content.decode()
    assert client.get(address("unfollow", item.pk)).status_code == 200
    client.post(address("unfollow", item.pk))
    assert not item.follows.exists()


def test_moderation_from_queue_to_decision(client_for: ClientFor, owner: Person, coordinator: Person) -> None:
    Rule.objects.create(action="ideas.publish_directly", tier=COORDINATOR)
    client = client_for(coordinator.user)
    assert "Nothing waits" in client.get(address("moderation")).content.decode()
    client_for(owner.user).post(address("write", "request"), {**form_of(owner), "action": "publish"})
    item = Item.objects.get()
    assert item.state == ItemState.IN_REVIEW
    assert item.title in client.get(address("moderation")).content.decode()
    page = client.get(item.get_absolute_url()).content.decode()
    assert address("approve", item.pk) in page
    back = address("request-changes", item.pk)
    assert client.post(back, {"reason": ""}).status_code == 422
    client.post(back, {"reason": "Name the plant", "version": item.version})
    assert "Name the plant" in client_for(owner.user).get(item.get_absolute_url()).content.decode()
    services.publish(item=item, actor=owner.viewer)
    stale = client.post(address("approve", item.pk), {"version": 1})
    assert stale.status_code == 409
    client.post(address("approve", item.pk))
    item.refresh_from_db()
    assert item.state == ItemState.PUBLISHED
    for name, state in (("hide", "hidden"), ("restore", "published")):
        assert client.get(address(name, item.pk)).status_code == 200
        client.post(address(name, item.pk), {"reason": "Complaint"})
        item.refresh_from_db()
        assert item.state == state


def test_rejecting(client_for: ClientFor, coordinator: Person) -> None:
    item = ItemFactory(state=ItemState.IN_REVIEW)
    client = client_for(coordinator.user)
    assert client.get(address("reject", item.pk)).status_code == 200
    client.post(address("reject", item.pk), {"reason": "Advertising"})
    assert client_for().get(item.get_absolute_url()).status_code == 404


def test_owners_prolong_and_withdraw(client_for: ClientFor, owner: Person) -> None:
    over = timezone.localdate() - timedelta(days=1)
    item = ItemFactory(organisation=owner.organisation, valid_until=over)
    client = client_for(owner.user)
    assert "Its time is over" in client.get(item.get_absolute_url()).content.decode()
    assert client_for().get(item.get_absolute_url()).status_code == 404
    client.post(address("renew", item.pk))
    assert client_for().get(item.get_absolute_url()).status_code == 200
    assert client.get(address("withdraw", item.pk)).status_code == 200
    client.post(address("withdraw", item.pk))
    assert client_for().get(item.get_absolute_url()).status_code == 404


def test_the_list_filters_by_facet_and_words(client_for: ClientFor, reader: Person) -> None:
    chemistry, steel = SectorFactory(), SectorFactory()
    ItemFactory(title="Контроль коррозии колонны", sectors=[chemistry], tags=["коррозия"])
    ItemFactory(title="Свободная лаборатория", kind="offer", sectors=[steel, chemistry])
    ItemFactory(title="Практика студентов", kind="idea", state=ItemState.IN_TALKS)
    client = client_for(reader.user)

    def titles(**query: str) -> list[str]:
        return [row.title for row in client.get(address("list", **query)).context["rows"]]

    assert titles(kind="offer") == ["Свободная лаборатория"]
    assert titles(q="коррозией") == ["Контроль коррозии колонны"]
    assert titles(q="лаб") == ["Свободная лаборатория"]
    assert titles(tag="Коррозия") == ["Контроль коррозии колонны"]
    assert titles(state="in_talks") == ["Практика студентов"]
    assert len(titles(sector=chemistry.code)) == 2
    assert titles(sector=steel.code, kind="request") == []
    page = client.get(address("list", kind="offer"))
    assert [tab.count for tab in page.context["tabs"]] == [3, 1, 1, 1]


def test_found_words_are_marked_in_the_snippet(client_for: ClientFor, reader: Person) -> None:
    ItemFactory(summary="Ищем датчики & пробы для колонны", body="x")
    page = client_for(reader.user).get(address("list", q="датчиков")).content.decode()
    assert "<mark>датчики</mark> &amp;" in page.replace("\xa0", " ")


def test_ending_soon_stands_first(client_for: ClientFor) -> None:
    today = timezone.localdate()
    ItemFactory(title="Late", valid_until=today + timedelta(days=80))
    ItemFactory(title="Soon", valid_until=today + timedelta(days=2))
    ItemFactory(title="Newest", valid_until=today + timedelta(days=90))
    rows = client_for().get(address("list", sort="ending")).context["rows"]
    assert [row.title for row in rows] == ["Soon", "Late", "Newest"]


@pytest.mark.parametrize(
    "query",
    ["kind=nonsense", "page=abc", "page=999", "sort=x", "q=" + "a" * 300, "q='%26!():*", "sector=%00", "whose=mine"],
)
def test_odd_addresses_of_the_list_are_answered(client_for: ClientFor, query: str) -> None:
    ItemFactory()
    assert client_for().get(f"{address('list')}?{query}").status_code == 200


def test_nothing_found_and_an_empty_exchange_say_what_to_do(client_for: ClientFor, owner: Person) -> None:
    assert "still empty" in client_for().get(address("list")).content.decode()
    assert "Write the first request" in client_for(owner.user).get(address("list")).content.decode()
    assert "Nothing fits" in client_for().get(address("list", q="zzz")).content.decode()


def test_one_sees_ones_own_in_every_state(client_for: ClientFor, owner: Person) -> None:
    DraftFactory(organisation=owner.organisation, title="Half written")
    client = client_for(owner.user)
    assert "Half written" not in client.get(address("list")).content.decode()
    assert "Half written" in client.get(address("list", whose="mine")).content.decode()


def test_the_feed_is_as_deep_as_the_tier(client_for: ClientFor, reader: Person) -> None:
    ItemFactory(summary="Open words", body="Closed words")
    ItemFactory(title="For members", mode=ItemMode.MEMBERS)
    guest_feed = client_for().get(address("feed"))
    assert guest_feed.headers["Content-Type"].startswith("application/rss+xml")
    text = guest_feed.content.decode()
    assert "Open words" in text
    assert "Closed words" not in text
    assert "For members" not in text
    own_feed = client_for(reader.user).get(address("feed"))
    assert "Closed words" in own_feed.content.decode()
    assert own_feed.headers["Cache-Control"] == "private, no-cache"


def test_a_panel_of_a_host_stands_on_the_page(client_for: ClientFor, reader: Person) -> None:
    item = ItemFactory()

    def panel(payload: hooks.ItemPanelPayload) -> Block:
        return Block("clusterkit/elements/chip.html", {"text": f"panel of {payload.item.pk}", "tone": "info"})

    with hooks.item_panels.override(panel):
        assert f"panel of {item.pk}" in client_for(reader.user).get(item.get_absolute_url()).content.decode()
        assert f"panel of {item.pk}" not in client_for().get(item.get_absolute_url()).content.decode()


@pytest.mark.parametrize("who", ["guest", "owner"])
def test_the_list_costs_the_same_with_one_row_and_with_three(client_for: ClientFor, owner: Person, who: str) -> None:
    client = client_for(owner.user if who == "owner" else None)
    counts = []
    for _turn in (1, 2):
        sector = SectorFactory()
        for _row in range(1 if _turn == 1 else 2):
            item = ItemFactory(sectors=[sector], tags=["x"])
            CommentFactory.create_batch(2, item=item)
        client.get(address("list"))
        with CaptureQueriesContext(connection) as captured:
            client.get(address("list"))
        counts.append(statements(captured))
    assert counts[0] == counts[1]
    if who == "guest":
        assert counts[0] <= 8


def test_the_page_of_an_item_costs_the_same_with_one_comment_and_with_three(
    client_for: ClientFor, owner: Person
) -> None:
    item = ItemFactory(organisation=owner.organisation)
    client = client_for(owner.user)
    counts = []
    for _turn in (1, 2):
        for _row in range(1 if _turn == 1 else 2):
            comment = CommentFactory(item=item, organisation=OrganisationFactory())
            CommentFactory(item=item, parent=comment)
            InterestFactory(item=item)
        client.get(item.get_absolute_url())
        with CaptureQueriesContext(connection) as captured:
            client.get(item.get_absolute_url())
        counts.append(statements(captured))
    assert counts[0] == counts[1]


def test_outcomes_are_shown_to_readers(client_for: ClientFor, reader: Person) -> None:
    outcome = OutcomeFactory(text="It helped a lot")
    assert "It helped a lot" in client_for(reader.user).get(outcome.item.get_absolute_url()).content.decode()
    assert "It helped a lot" not in client_for().get(outcome.item.get_absolute_url()).content.decode()


def test_followers_lists_are_private(client_for: ClientFor, reader: Person) -> None:
    FollowFactory()
    assert client_for(reader.user).get(address("list", whose="followed")).context["rows"] == []

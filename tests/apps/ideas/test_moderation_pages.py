"""Reporting, moderation and ideas on the pages, as people of each tier use them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clusterkit.core import surfaces
from clusterkit.core.policies import SystemActor
from clusterkit.ideas import services
from clusterkit.ideas.enums import IdeaStage, ItemMode, ItemState, ReportState
from clusterkit.ideas.models import Item, OfficialAnswer, Report, Sanction, Support
from clusterkit.testing.factories.directory import OrganisationFactory
from clusterkit.testing.factories.ideas import CommentFactory, DraftFactory, ItemFactory
from clusterkit.testing.factories.ideas_moderation import (
    IdeaFactory,
    OfficialAnswerFactory,
    ReportFactory,
    SanctionFactory,
    ShortlistedFactory,
    SupportFactory,
)
from tests.apps.ideas.conftest import Person
from tests.apps.query_counting import statements

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]


def address(name: str, *args: Any, **query: Any) -> str:
    return reverse(f"clusterkit_ideas:{name}", args=args, query=query or None)


def page_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    # Titles are set with no-break spaces after short words.
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_an_item_and_a_comment_are_reported_from_their_page(client_for: ClientFor, reader: Person) -> None:
    comment = CommentFactory()
    client = client_for(reader.user)
    page = page_of(client, comment.item.get_absolute_url())
    for url, about in (
        (address("report", comment.item_id), comment.item.title),
        (address("report-comment", comment.item_id, comment.pk), comment.text),
    ):
        assert url in page
        assert about in page_of(client, url)
        answer = client.post(url, {"reason": "other", "text": ""})
        assert answer.status_code == 422
        answer = client.post(url, {"reason": "other", "text": "Wrong"}, follow=True)
        assert "Thank you for your report" in answer.content.decode()
        again = client.post(url, {"reason": "spam"})
        assert (again.status_code, "reported this already" in again.content.decode()) == (409, True)
    assert Report.objects.count() == 2


def test_one_reports_nothing_that_one_does_not_see(client_for: ClientFor, reader: Person, owner: Person) -> None:
    closed = ItemFactory(mode=ItemMode.MEMBERS)
    hidden = CommentFactory(hidden_at=timezone.now())
    own = ItemFactory(organisation=owner.organisation)
    client = client_for(reader.user)
    for url in (
        address("report", closed.pk),
        address("reported", closed.pk),
        address("report-comment", hidden.item_id, hidden.pk),
    ):
        assert client.get(url).status_code == 404
    assert address("report", own.pk) not in page_of(client_for(owner.user), own.get_absolute_url())


def test_a_case_is_decided_on_its_page_and_the_queue_is_empty_then(
    client_for: ClientFor, coordinator: Person, reader: Person
) -> None:
    comment = CommentFactory(text="Buy now")
    report = ReportFactory(item=comment.item, comment=comment, reporter=reader.user, text="Advertising again")
    client = client_for(coordinator.user)
    assert address("report-case", report.pk) in page_of(client, address("reports"))
    page = page_of(client, address("report-case", report.pk))
    assert "Buy now" in page
    assert "Advertising again" in page
    assert str(reader.user) not in page
    url = address("report-case", report.pk)
    answer = client.post(url, {"verdict": "uphold", "hide": "on", "newest": report.pk})
    assert (answer.status_code, "Give a reason" in answer.content.decode()) == (422, True)
    late = ReportFactory(item=comment.item, comment=comment)
    values = {"verdict": "uphold", "hide": "on", "sanction": "warning", "reason": "Rules", "newest": report.pk}
    answer = client.post(url, values)
    assert answer.status_code == 409
    assert late.text in answer.content.decode()
    assert f'value="{late.pk}"' in answer.content.decode()
    answer = client.post(url, {**values, "newest": late.pk}, follow=True)
    assert "Nothing was reported" in answer.content.decode()
    comment.refresh_from_db()
    assert comment.hidden_at is not None
    assert set(Report.objects.values_list("state", flat=True)) == {ReportState.UPHELD}
    assert "It is decided" in page_of(client, url)


def test_the_office_alone_sees_reports(client_for: ClientFor, reader: Person, owner: Person) -> None:
    report = ReportFactory(item=ItemFactory(organisation=owner.organisation), reporter=reader.user)
    for person in (reader, owner):
        client = client_for(person.user)
        assert client.get(address("reports")).status_code == 403
        assert client.get(address("report-case", report.pk)).status_code == 403


def tasks(hook: Any, person: Person) -> dict[str, str]:
    """Titles and addresses of what a hook point of the surfaces gives this person."""
    parts = hook.collect(surfaces.ViewerPayload(person.viewer))
    return {str(task.title): task.url for part in parts for task in part}


def test_the_board_says_what_waits(coordinator: Person) -> None:
    ReportFactory()
    idea = ShortlistedFactory()
    found = tasks(surfaces.board_tasks, coordinator)
    assert found["1 reported thing waits for a decision"] == address("reports")
    assert found[f"“{idea.title}” is shortlisted and waits for an answer"] == idea.get_absolute_url()


def test_a_comment_is_hidden_and_shown_again(client_for: ClientFor, coordinator: Person) -> None:
    comment = CommentFactory()
    client = client_for(coordinator.user)
    hide, show = (address(name, comment.item_id, comment.pk) for name in ("hide-comment", "restore-comment"))
    assert hide in page_of(client, comment.item.get_absolute_url())
    assert comment.text in page_of(client, hide)
    client.post(hide, {"reason": "Personal data"})
    assert show in page_of(client, comment.item.get_absolute_url())
    assert client.get(show).status_code == 200
    client.post(show)
    comment.refresh_from_db()
    assert comment.hidden_at is None


def test_an_author_is_warned_stopped_and_let_write_again(
    client_for: ClientFor, coordinator: Person, reader: Person
) -> None:
    item = ItemFactory(author=reader.user)
    comment = CommentFactory(author=reader.user)
    client = client_for(coordinator.user)
    assert address("sanction-author", item.pk) in page_of(client, item.get_absolute_url())
    for url, kind in (
        (address("sanction-author", item.pk), "warning"),
        (address("sanction-comment-author", comment.item_id, comment.pk), "block"),
    ):
        assert "Warn or block the author" in page_of(client, url)
        assert client.post(url, {"kind": kind, "reason": "Rules"}).status_code == 302
    block = Sanction.objects.get(kind="block")
    his = client_for(reader.user)
    page = page_of(his, comment.item.get_absolute_url())
    assert "You may not write now" in page
    assert "Rules" in page_of(his, block.get_absolute_url())
    refused = his.post(address("comment", item.pk), {"text": "But why?"})
    assert (refused.status_code, "But why?" in refused.content.decode()) == (422, True)
    assert "Their reason: Rules" in refused.content.decode()
    refused = his.post(address("report", comment.item_id), {"reason": "spam"})
    assert "Their reason: Rules" in refused.content.decode()
    assert address("lift-sanction", block.pk) in page_of(client, block.get_absolute_url())
    assert str(block.user) in page_of(client, address("sanctions"))
    client.post(address("lift-sanction", block.pk))
    assert his.post(address("comment", comment.item_id), {"text": "Thank you"}).status_code == 302


def test_ones_own_page_says_that_one_may_not_write(reader: Person) -> None:
    sanction = SanctionFactory(user=reader.user)
    assert tasks(surfaces.my_tasks, reader)["You may not write now"] == sanction.get_absolute_url()


def test_a_button_refused_to_who_is_stopped_says_why(client_for: ClientFor, reader: Person) -> None:
    SanctionFactory(user=reader.user, reason="Advertising")
    answer = client_for(reader.user).post(address("support", IdeaFactory().pk))
    assert answer.status_code == 403
    assert "Advertising" in answer.content.decode()


def test_nobody_sees_the_sanctions_of_others(client_for: ClientFor, reader: Person, owner: Person) -> None:
    sanction = SanctionFactory(user=owner.user, reason="For him alone")
    client = client_for(reader.user)
    assert client.get(sanction.get_absolute_url()).status_code == 404
    assert "For him alone" not in page_of(client, address("sanctions"))


def test_support_by_one_click_and_back(client_for: ClientFor, answerer: Person, guest: Any) -> None:
    idea = IdeaFactory()
    client = client_for(answerer.user)
    assert address("support", idea.pk) in page_of(client, idea.get_absolute_url())
    client.post(address("support", idea.pk))
    page = page_of(client, idea.get_absolute_url())
    assert "1 person supports it." in page
    assert str(answerer.organisation) in page
    assert "supports it" not in page_of(client_for(), idea.get_absolute_url())
    client.post(address("stop-supporting", idea.pk))
    assert not Support.objects.exists()


def test_an_idea_from_shortlist_to_answer(client_for: ClientFor, coordinator: Person, reader: Person) -> None:
    idea = IdeaFactory()
    client, his = client_for(coordinator.user), client_for(reader.user)
    assert address("shortlist", idea.pk) in page_of(client, idea.get_absolute_url())
    assert client.get(address("publish-answer", idea.pk)).status_code == 404
    client.post(address("shortlist", idea.pk), {"version": idea.version})
    assert "shortlisted" in page_of(his, idea.get_absolute_url())
    draft = address("draft-answer", idea.pk)
    assert client.get(draft).status_code == 200
    client.post(draft, {"decision": "adopted", "text": "**We** do it."})
    assert "do it." not in page_of(his, idea.get_absolute_url())
    assert "do it." in page_of(client, idea.get_absolute_url())
    assert 'value="1"' in page_of(client, draft)
    stale = client.post(draft, {"decision": "adopted", "text": "Other", "version": 7})
    assert (stale.status_code, "Other" in stale.content.decode()) == (409, True)
    publish = address("publish-answer", idea.pk)
    assert client.get(publish).status_code == 200
    client.post(publish, {"version": 1})
    page = page_of(his, idea.get_absolute_url())
    assert "<strong>We</strong> do it." in page
    assert "The answer of" in page
    assert OfficialAnswer.objects.get().published_at is not None


def test_ideas_are_listed_by_stage_and_requests_have_none(client_for: ClientFor) -> None:
    ShortlistedFactory(title="On the list")
    IdeaFactory(title="Not yet")
    ItemFactory(title="A request", stage=IdeaStage.SHORTLISTED)
    page = page_of(client_for(), address("list", stage="shortlisted"))
    assert "On the list" in page
    assert "Not yet" not in page
    assert "A request" not in page


def test_two_items_are_joined_by_search_and_the_old_address_leads_on(
    client_for: ClientFor, coordinator: Person, reader: Person
) -> None:
    gone, kept = IdeaFactory(title="Общий склад реагентов"), IdeaFactory(title="Склад общих реагентов")
    other = IdeaFactory(title="Журнал")
    client = client_for(coordinator.user)
    merge = address("merge", gone.pk)
    assert merge in page_of(client, gone.get_absolute_url())
    assert other.title in page_of(client, merge)
    page = page_of(client, f"{merge}?q=склад")
    assert kept.title in page
    assert other.title not in page
    assert client.post(merge, {"version": gone.version}).status_code == 422
    answer = client.post(merge, {"survivor": kept.pk, "version": gone.version})
    assert answer.headers["Location"] == kept.get_absolute_url()
    for person in (reader.user, None):
        somebody = client_for(person) if person else client_for()
        moved = somebody.get(gone.get_absolute_url())
        assert (moved.status_code, moved.headers["Location"]) == (302, kept.get_absolute_url())
    assert kept.title in page_of(client, gone.get_absolute_url())
    Item.objects.filter(pk=kept.pk).update(state=ItemState.HIDDEN)
    assert client_for(reader.user).get(gone.get_absolute_url()).status_code == 404


def test_supporters_of_an_anonymous_idea_and_its_page_do_not_name_the_owner(
    client_for: ClientFor, reader: Person
) -> None:
    organisation = OrganisationFactory(name={"en": "Hidden Works", "ru": "Hidden Works"})
    idea = ShortlistedFactory(organisation=organisation, mode=ItemMode.ANONYMOUS)
    OfficialAnswerFactory(item=idea)
    SupportFactory(item=idea)
    assert "Hidden Works" not in page_of(client_for(reader.user), idea.get_absolute_url())


@pytest.mark.parametrize("name", ["reports", "sanctions", "moderation"])
def test_lists_cost_the_same_for_one_row_and_three(client_for: ClientFor, coordinator: Person, name: str) -> None:
    client = client_for(coordinator.user)

    def fill() -> None:
        comment = CommentFactory()
        ReportFactory(item=comment.item, comment=comment)
        SanctionFactory()
        DraftFactory(state=ItemState.IN_REVIEW)

    fill()
    client.get(address(name))
    with CaptureQueriesContext(connection) as one:
        client.get(address(name))
    fill()
    fill()
    with CaptureQueriesContext(connection) as three:
        client.get(address(name))
    assert statements(three) == statements(one)


def test_the_last_day_of_a_block_is_said(client_for: ClientFor, reader: Person) -> None:
    last = timezone.localdate() + timedelta(days=30)
    sanction = services.stop_writing(user_id=reader.user.pk, reason="Rules", until=last, actor=SystemActor())
    assert str(last.year) in page_of(client_for(reader.user), sanction.get_absolute_url())

"""Files of private talks, and the list of one's talks with whose turn it is."""

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

from clusterkit.audit.models import AuditRow
from clusterkit.core.exceptions import InvalidInput
from clusterkit.files.models import StoredFile
from clusterkit.ideas import services
from clusterkit.ideas.enums import InterestState, ItemMode
from clusterkit.ideas.models import Interest, InterestMessage
from clusterkit.ideas.selectors import talk_view
from clusterkit.testing.factories.directory import OrganisationFactory
from clusterkit.testing.factories.files import PDF
from clusterkit.testing.factories.ideas import InterestFactory, InterestMessageFactory, ItemFactory
from clusterkit.testing.factories.ideas_talks import MessageFileFactory
from tests.apps.ideas.conftest import Make, Person
from tests.apps.query_counting import statements

ClientFor = Callable[..., Client]
pytestmark = pytest.mark.django_db


def upload(name: str = "offer.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


@pytest.fixture
def talk(owner: Person, answerer: Person) -> Interest:
    item = ItemFactory(organisation=owner.organisation, author=owner.user)
    return InterestFactory(item=item, organisation=answerer.organisation, author=answerer.user)


def test_files_come_with_an_answer_and_with_messages(
    owner: Person, answerer: Person, person: Make, coordinator: Person, client_for: ClientFor
) -> None:
    item = ItemFactory(organisation=owner.organisation, author=owner.user)
    assert answerer.organisation is not None
    ours, theirs = client_for(owner.user), client_for(answerer.user)
    data = {
        "organisation": answerer.organisation.pk,
        "message": "We can",
        "file": [upload("one.pdf"), upload("two.pdf")],
    }
    assert theirs.post(reverse("clusterkit_ideas:respond", args=[item.pk]), data).status_code == 302
    talk = Interest.objects.get()
    message = reverse("clusterkit_ideas:message", args=[talk.pk])
    assert ours.post(message, {"text": "Our terms", "file": [upload("terms.pdf")]}).status_code == 302
    entries = talk_view(owner.viewer, talk).entries
    assert [[sent.file.name for sent in entry.files] for entry in entries] == [["one.pdf", "two.pdf"], ["terms.pdf"]]
    stored = StoredFile.objects.get(name="terms.pdf")
    url = reverse("clusterkit_files:download", args=[stored.pk])
    page = theirs.get(talk.get_absolute_url()).content.decode()
    assert "terms.pdf" in page
    assert url in page
    assert theirs.get(url).getvalue() == PDF
    # Who fetched it is written down.
    assert AuditRow.objects.filter(action="files.view", target_pk=str(stored.pk)).count() == 1
    third = person(tier="member", organisation=OrganisationFactory())
    for stranger in (client_for(third.user), client_for(coordinator.user), client_for()):
        assert stranger.get(url).status_code == 404


def test_what_is_refused_keeps_the_words(talk: Interest, owner: Person, client_for: ClientFor) -> None:
    client, url = client_for(owner.user), reverse("clusterkit_ideas:message", args=[talk.pk])
    for files in ([upload("virus.exe", b"MZ")], [upload(f"{number}.pdf") for number in range(6)]):
        answer = client.post(url, {"text": "Typed with care", "file": files})
        assert answer.status_code == 422
        assert "Typed with care" in answer.content.decode()
    assert "virus.exe" in client.post(url, {"text": "x", "file": [upload("virus.exe", b"MZ")]}).content.decode()
    assert not InterestMessage.objects.exists()
    with pytest.raises(InvalidInput) as refused:
        services.write_message(
            interest=talk, text="x", files=[upload(f"{number}.pdf") for number in range(6)], actor=owner.viewer
        )
    assert refused.value.field == "file"
    assert not InterestMessage.objects.exists()


def test_what_was_sent_stays(talk: Interest, owner: Person, coordinator: Person) -> None:
    from clusterkit.core.exceptions import NotPermitted, NotVisible
    from clusterkit.files.services import remove_file

    services.write_message(interest=talk, text="x", files=[upload()], actor=owner.viewer)
    for actor in (owner, coordinator):
        with pytest.raises((NotPermitted, NotVisible)):
            remove_file(stored_file=StoredFile.objects.get(), actor=actor.viewer)


def test_the_api_takes_and_gives_files(talk: Interest, owner: Person, answerer: Person, client_for: ClientFor) -> None:
    ours, theirs = client_for(owner.user), client_for(answerer.user)
    base = reverse("clusterkit_ideas_api:interest-detail", args=[talk.pk])
    asked = ours.post(f"{base}ask/", {"text": "How much?", "file": [upload("table.pdf"), upload("plan.pdf")]})
    assert asked.status_code == 200, asked.content
    files = theirs.get(base).json()["messages"][1]["files"]
    assert [row["name"] for row in files] == ["table.pdf", "plan.pdf"]
    assert theirs.get(files[0]["url"]).getvalue() == PDF
    bad = theirs.post(f"{base}answer/", {"text": "So", "file": [upload("virus.exe", b"MZ")]})
    assert (bad.status_code, list(bad.json()["errors"])) == (400, ["file"])
    plain = theirs.post(f"{base}answer/", {"text": "So"}, content_type="application/json")
    assert plain.json()["state"] == "sent"


def rows_of(client: Client, **query: str) -> list[Any]:
    return list(client.get(reverse("clusterkit_ideas:talks", query=query)).context["rows"])


def test_the_list_says_whose_turn_it_is_and_what_is_new(
    talk: Interest, owner: Person, answerer: Person, client_for: ClientFor
) -> None:
    ours, theirs = client_for(owner.user), client_for(answerer.user)
    assert [(row.turn, row.is_unread) for row in rows_of(ours)] == [("your turn", True)]
    assert [(row.turn, row.is_unread) for row in rows_of(theirs)] == [("the other side’s turn", False)]
    ours.get(talk.get_absolute_url())
    assert [row.is_unread for row in rows_of(ours)] == [False]
    services.ask_more(interest=talk, text="How much?", actor=owner.viewer)
    assert [(row.turn, row.is_unread) for row in rows_of(theirs)] == [("your turn", True)]
    assert [(row.turn, row.is_unread) for row in rows_of(ours)] == [("the other side’s turn", False)]
    assert "Something new in 1 talk" in theirs.get(reverse("clusterkit_portal:own")).content.decode()
    theirs.get(talk.get_absolute_url())
    assert rows_of(theirs, unread="new") == []
    services.answer_question(interest=talk, text="Ten", actor=answerer.viewer)
    services.accept_interest(interest=talk, actor=owner.viewer)
    assert [(row.turn, row.is_unread) for row in rows_of(theirs)] == [("", True)]
    # A colleague of the writer has nothing new from his own side.
    services.write_message(interest=talk, text="Monday?", actor=owner.viewer)
    assert [row.is_unread for row in rows_of(ours)] == [True]  # the answer that came before the acceptance
    ours.get(talk.get_absolute_url())
    assert [row.is_unread for row in rows_of(ours)] == [False]


def test_the_list_is_filtered_and_leads_from_the_item(
    talk: Interest, owner: Person, answerer: Person, client_for: ClientFor
) -> None:
    client = client_for(owner.user)
    sent = InterestFactory(organisation=owner.organisation, state=InterestState.DECLINED)
    assert [row.url for row in rows_of(client, side="to_us")] == [talk.get_absolute_url()]
    assert [row.url for row in rows_of(client, side="from_us")] == [sent.get_absolute_url()]
    assert [row.url for row in rows_of(client, state="declined")] == [sent.get_absolute_url()]
    assert [row.url for row in rows_of(client, turn="mine")] == [talk.get_absolute_url()]
    assert rows_of(client, turn="theirs") == []
    assert [row.url for row in rows_of(client, item=str(talk.item_id))] == [talk.get_absolute_url()]
    assert len(rows_of(client, state="nonsense")) == 2
    lead = f"{reverse('clusterkit_ideas:talks')}?item={talk.item_id}"
    assert lead in client.get(talk.item.get_absolute_url()).content.decode()
    api = reverse("clusterkit_ideas_api:interest-list")
    assert [row["id"] for row in client.get(api, {"turn": "mine"}).json()["results"]] == [talk.pk]
    assert client.get(api, {"turn": "x"}).status_code == 400


def test_the_newest_word_stands_first(talk: Interest, owner: Person, client_for: ClientFor) -> None:
    later = InterestFactory(item=talk.item)
    client = client_for(owner.user)
    assert next(row.url for row in rows_of(client)) == later.get_absolute_url()
    InterestMessageFactory(interest=talk)
    InterestMessage.objects.update(created_at=timezone.now() + timedelta(minutes=1))
    assert next(row.url for row in rows_of(client)) == talk.get_absolute_url()


def test_a_person_without_talks_is_told_the_way(reader: Person, owner: Person, client_for: ClientFor) -> None:
    url = reverse("clusterkit_ideas:talks")
    assert "Find my organisation" in client_for(reader.user).get(url).content.decode()
    assert "No talks yet" in client_for(owner.user).get(url).content.decode()
    assert client_for().get(url).status_code in (302, 401, 403)


def test_the_list_costs_the_same_with_one_talk_and_with_three(owner: Person, client_for: ClientFor) -> None:
    client = client_for(owner.user)
    addresses = [
        reverse("clusterkit_ideas:talks"),
        reverse("clusterkit_portal:own"),
        reverse("clusterkit_ideas_api:interest-list"),
    ]
    counts: list[list[int]] = []
    for number in (1, 2):
        for _row in range(number):
            InterestMessageFactory(interest=InterestFactory(item__organisation=owner.organisation))
            hidden = ItemFactory(mode=ItemMode.ANONYMOUS)
            InterestFactory(item=hidden, organisation=owner.organisation, state=InterestState.MORE_INFO)
        counts.append([])
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            counts[-1].append(statements(captured))
    assert counts[0] == counts[1]


def test_the_talk_costs_the_same_with_one_file_and_with_three(
    talk: Interest, owner: Person, client_for: ClientFor
) -> None:
    client = client_for(owner.user)
    counts = []
    for number in (1, 2):
        for _row in range(number):
            MessageFileFactory(message=InterestMessageFactory(interest=talk))
        client.get(talk.get_absolute_url())
        with CaptureQueriesContext(connection) as captured:
            client.get(talk.get_absolute_url())
        counts.append(statements(captured))
    assert counts[0] == counts[1]

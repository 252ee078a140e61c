"""University topics on pages and over the API."""

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

from clusterkit.core.policies import MEMBER
from clusterkit.directory.enums import OrganisationKind
from clusterkit.ideas.enums import ItemMode, ItemState, TopicState
from clusterkit.ideas.models import Item, Outcome, Topic
from clusterkit.ideas.semesters import Semester
from clusterkit.testing.factories.directory import OrganisationFactory
from clusterkit.testing.factories.ideas import ItemFactory
from clusterkit.testing.factories.ideas_topics import TopicFactory
from tests.apps.ideas.conftest import Make, Person

pytestmark = pytest.mark.django_db
Clients = Callable[..., Client]
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def values(**changes: Any) -> dict[str, Any]:
    due_on = timezone.localdate() + timedelta(days=30)
    return {
        "kind": "thesis",
        "title": "Corrosion in wet gas",
        "text": "Measure it.",
        "semester": Semester.of(due_on).code,
        "due_on": due_on.isoformat(),
        **changes,
    }


@pytest.fixture
def university(person: Make) -> Person:
    return person(tier=MEMBER, organisation=OrganisationFactory(kind=OrganisationKind.UNIVERSITY))


@pytest.fixture
def student(person: Make, university: Person) -> Person:
    return person(organisation=university.organisation)


@pytest.fixture
def item(owner: Person) -> Item:
    made: Item = ItemFactory(organisation=owner.organisation, author=owner.user)
    return made


def page(topic: Topic, name: str = "topic") -> str:
    return reverse(f"clusterkit_ideas:{name}", kwargs={"pk": topic.pk})


def test_the_whole_way_by_clicks(
    item: Item, owner: Person, university: Person, student: Person, client_for: Clients
) -> None:
    owners, teachers, learners = client_for(owner.user), client_for(university.user), client_for(student.user)
    propose = reverse("clusterkit_ideas:propose-topic", kwargs={"pk": item.pk})
    assert propose in teachers.get(item.get_absolute_url()).content.decode()
    assert university.organisation is not None
    answer = teachers.post(propose, {**values(), "university": university.organisation.pk})
    topic = Topic.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == page(topic)
    assert page(topic, "topic-agree") in owners.get(page(topic)).content.decode()
    assert owners.get(page(topic, "topic-agree")).status_code == 200
    owners.post(page(topic, "topic-agree"))
    assert "Name the student" in teachers.get(page(topic)).content.decode()
    form = teachers.get(page(topic, "topic-start")).content.decode()
    assert str(student.user.name) in form
    teachers.post(page(topic, "topic-start"), {"student": student.user.pk, "supervisor": university.user.pk})
    assert page(topic, "topic-step-back") in learners.get(page(topic)).content.decode()
    learners.post(page(topic, "topic-show-name"))
    learners.post(
        page(topic, "topic-deliver"), {"result": "**It rusts.**", "file": SimpleUploadedFile("work.pdf", PDF)}
    )
    html = owners.get(page(topic)).content.decode()
    assert "<strong>It rusts.</strong>" in html
    assert "work.pdf" in html
    owners.post(page(topic, "topic-give-back"), {"reason": "The table is missing"})
    assert "The table is missing" in learners.get(page(topic)).content.decode()
    learners.post(page(topic, "topic-deliver"), {"result": "Done"})
    owners.post(page(topic, "topic-complete"))
    assert page(topic, "topic-close") in owners.get(page(topic)).content.decode()
    owners.post(page(topic, "topic-close"))
    item.refresh_from_db()
    assert item.state == ItemState.FULFILLED
    assert Outcome.objects.get().kind == "thesis"


def test_a_form_that_does_not_fit_keeps_what_was_typed(item: Item, university: Person, client_for: Clients) -> None:
    assert university.organisation is not None
    answer = client_for(university.user).post(
        reverse("clusterkit_ideas:propose-topic", kwargs={"pk": item.pk}),
        {**values(due_on="2020-01-01", text="Typed long"), "university": university.organisation.pk},
    )
    assert answer.status_code == 422
    assert "Typed long" in answer.content.decode()


@pytest.mark.parametrize(
    "name",
    ["topic-agree", "topic-decline", "topic-start", "topic-deliver", "topic-complete", "topic-cancel", "topic-close"],
)
def test_who_is_of_neither_side_gets_nothing(
    name: str, item: Item, university: Person, answerer: Person, client_for: Clients
) -> None:
    hidden = TopicFactory(item=item, university=university.organisation)
    shown = TopicFactory(item=item, university=university.organisation, kind="practice", state=TopicState.AGREED)
    client = client_for(answerer.user)
    assert client.get(page(hidden)).status_code == client.post(page(hidden, name)).status_code == 404
    assert client.get(page(shown)).status_code == 200
    assert client.post(page(shown, name)).status_code == 403
    assert {row.state for row in Topic.objects.all()} == {"proposed", "agreed"}


def test_an_anonymous_owner_stands_nowhere_before_both_agreed(
    owner: Person, university: Person, reader: Person, client_for: Clients
) -> None:
    item = ItemFactory(organisation=owner.organisation, author=owner.user, mode=ItemMode.ANONYMOUS)
    topic = TopicFactory(item=item, university=university.organisation, proposed_by=owner.organisation)
    name = str(owner.organisation)
    client = client_for(university.user)
    for url in (page(topic), reverse("clusterkit_ideas:topics"), item.get_absolute_url(), "/me/"):
        assert name not in client.get(url).content.decode()
    assert client.get(f"/api/v1/topics/{topic.pk}/").json()["owner"] is None
    client.post(page(topic, "topic-agree"))
    assert name in client.get(page(topic)).content.decode()
    assert name not in client_for(reader.user).get(page(topic)).content.decode()
    assert client_for(reader.user).get(f"/api/v1/topics/{topic.pk}/").json()["owner"] is None


def test_readers_find_agreed_topics_in_the_list_and_on_the_request(
    item: Item, university: Person, reader: Person, client_for: Clients
) -> None:
    topic = TopicFactory(item=item, university=university.organisation)
    client = client_for(reader.user)
    listed = reverse("clusterkit_ideas:topics")
    assert topic.title not in client.get(listed).content.decode()
    Topic.objects.filter(pk=topic.pk).update(state=TopicState.AGREED)
    assert topic.title in client.get(listed).content.decode()
    assert topic.title in client.get(item.get_absolute_url()).content.decode()
    assert topic.title not in client.get(f"{listed}?kind=practice").content.decode()
    assert topic.title not in client.get(f"{listed}?whose=mine").content.decode()
    assert client_for().get(listed).status_code in (302, 403)


def test_the_file_is_for_the_two_sides(
    item: Item, owner: Person, university: Person, reader: Person, student: Person, client_for: Clients
) -> None:
    topic = TopicFactory(item=item, university=university.organisation, state=TopicState.IN_WORK, student=student.user)
    client_for(student.user).post(
        page(topic, "topic-deliver"), {"result": "Done", "file": SimpleUploadedFile("work.pdf", PDF)}
    )
    topic.refresh_from_db()
    assert topic.file is not None
    url = reverse("clusterkit_files:download", args=[topic.file.pk])
    answer: Any = client_for(owner.user).get(url)
    assert b"".join(answer.streaming_content) == PDF
    for close in answer._resource_closers:  # the file alone: closing the answer would close the connection too
        close()
    assert client_for(reader.user).get(url).status_code == 404


def test_what_needs_me_names_topics(item: Item, owner: Person, university: Person, client_for: Clients) -> None:
    topic = TopicFactory(item=item, university=university.organisation)
    assert page(topic) in client_for(owner.user).get("/me/").content.decode()


def test_the_api_goes_the_whole_way(
    item: Item, owner: Person, university: Person, student: Person, client_for: Clients
) -> None:
    assert university.organisation is not None
    owners, teachers = client_for(owner.user), client_for(university.user)

    def post(client: Client, path: str, **body: Any) -> Any:
        return client.post(f"/api/v1/topics/{path}", body, content_type="application/json")

    made = post(teachers, "", item=item.pk, university=university.organisation.pk, **values())
    assert made.status_code == 201, made.content
    key = made.json()["id"]
    assert "agree" not in made.json()["actions"]
    assert post(teachers, f"{key}/agree/").status_code == 403
    assert post(owners, f"{key}/agree/", version=made.json()["version"]).json()["state"] == "agreed"
    assert post(owners, f"{key}/cancel/", reason="Old", version=made.json()["version"]).status_code == 409
    people = teachers.get(f"/api/v1/topics/{key}/people/").json()
    assert student.user.pk in {row["id"] for row in people}
    assert owners.get(f"/api/v1/topics/{key}/people/").status_code == 403
    assert post(teachers, f"{key}/start/", student=owner.user.pk).status_code == 400
    assert post(teachers, f"{key}/start/", student=student.user.pk).json()["student"] == student.user.name
    assert post(client_for(student.user), f"{key}/show-student/", shown=True).json()["student_shown"] is True
    assert post(teachers, f"{key}/deliver/", result="Done").json()["state"] == "delivered"
    assert post(owners, f"{key}/give-back/", reason="More").json()["note"] == "More"
    answer = teachers.post(
        f"/api/v1/topics/{key}/deliver/", {"result": "Done", "file": SimpleUploadedFile("work.pdf", PDF)}
    )
    assert answer.json()["file"]["name"] == "work.pdf"
    assert post(owners, f"{key}/complete/").json()["state"] == "completed"
    assert owners.get("/api/v1/topics/?state=completed&whose=mine").json()["results"][0]["id"] == key


def test_the_api_refuses_with_a_field(item: Item, university: Person, client_for: Clients) -> None:
    assert university.organisation is not None
    client = client_for(university.user)
    for change in ({"item": 999_999}, {"university": 999_999}, {"semester": "soon"}, {"due_on": "2020-01-01"}):
        body = {**values(), "item": item.pk, "university": university.organisation.pk, **change}
        answer = client.post("/api/v1/topics/", body, content_type="application/json")
        assert answer.status_code == 400, change


def test_list_and_page_cost_the_same_for_one_topic_and_three(
    item: Item, university: Person, client_for: Clients, settings: Any
) -> None:
    # The once-a-second question of the host cache would come and go in the counts.
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "HOST_CACHE_POLL": 3600}
    client = client_for(university.user)

    def count(url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return sum(not query["sql"].startswith("SET ") for query in queries.captured_queries)

    urls = (reverse("clusterkit_ideas:topics"), "/api/v1/topics/", item.get_absolute_url())
    TopicFactory(item=item, university=university.organisation)
    once = [count(url) for url in urls]
    TopicFactory(item=item, university=university.organisation, kind="practice")
    TopicFactory(item=item, university=university.organisation, kind="laboratory")
    assert [count(url) for url in urls] == once

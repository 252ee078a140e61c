"""Questions of an event, guests and kept-back places on the pages and in the API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.core.exceptions import InvalidInput, StateConflict
from clusterkit.events import services
from clusterkit.events.enums import RegistrationState
from clusterkit.events.models import Event, Registration
from clusterkit.events.selectors.answers import asked_form
from clusterkit.questionnaires.services import add_question, publish, start_draft
from clusterkit.testing.factories.accounts import CoordinatorFactory, MemberFactory, UserFactory
from clusterkit.testing.factories.events import EventFactory

R = RegistrationState
Join = Callable[..., Registration]
pytestmark = pytest.mark.django_db
CHOICES = [{"code": "meat", "label": {"en": "With meat"}}, {"code": "none", "label": {"en": "Without meat"}}]


def text(response: Any) -> str:
    """The page."""
    return str(response.content.decode()).replace("\u00a0", " ")


def ask(office: Viewer, event: Event, **more: Any) -> None:
    """Let the event ask for the lunch, and *more*."""
    draft = start_draft(questionnaire=services.form_of(actor=office, event=event), actor=office)
    if not draft.questions.exists():
        add_question(
            version=draft,
            actor=office,
            code="lunch",
            values={"kind": "choice", "label": {"en": "Which lunch?"}, "choices": CHOICES},
        )
    for code, label in more.items():
        values = {"kind": "text", "label": {"en": label}, "is_required": False}
        add_question(version=draft, actor=office, code=code, values=values)
    publish(version=draft, actor=office)


def test_answers_are_frozen_with_the_version_that_asked(join: Join, office: Viewer) -> None:
    event = EventFactory()
    ask(office, event)
    with pytest.raises(InvalidInput) as caught:
        join(event)
    assert (caught.value.field, list(caught.value.details["answers"])) == ("answers", ["lunch"])
    row = join(event, answers={"lunch": "meat", "unknown": "x"})
    assert (row.answers, row.form_version is not None) == ({"lunch": "meat"}, True)
    ask(office, event, wish="A wish?")
    later = join(event, answers={"lunch": "none", "wish": "Tea"})
    assert row.form_version_id != later.form_version_id
    assert join(EventFactory()).form_version is None


def test_the_form_asks_keeps_what_is_typed_and_the_office_reads_it(client_for: Any, office: Viewer) -> None:
    event = EventFactory(guests_allowed=1)
    ask(office, event, wish="A wish?")
    member = MemberFactory()
    client, path = client_for(member), f"/events/{event.pk}/register/"
    assert "Which lunch?" in text(client.get(path))
    body = {"mode": "on_site", "name": "Anna", "consent": "none", "answer_wish": "A seat in front"}
    refused = client.post(path, body)
    assert refused.status_code == 422
    assert "A seat in front" in text(refused)
    assert not Registration.objects.exists()
    done = client.post(path, {**body, "answer_lunch": "none", "guests": "Guest One, Works\n\n"})
    assert done.status_code == 302
    row = Registration.objects.get(user=member)
    assert row.answers == {"lunch": "none", "wish": "A seat in front"}
    assert list(row.guests.values_list("name", "organisation_name")) == [("Guest One", "Works")]
    assert "A seat in front" in text(client.get(f"/events/registrations/{row.pk}/ticket/"))
    coordinator = client_for(CoordinatorFactory())
    listing = text(coordinator.get(f"/events/{event.pk}/registrations/"))
    assert "Without meat" in listing
    assert "guest of Anna" in listing
    answer = coordinator.get(f"/events/{event.pk}/registrations.csv")
    table = b"".join(answer.streaming_content).decode("utf-8-sig")
    head, *lines = table.splitlines()
    assert head.endswith("Which lunch?,A wish?")
    assert any(line.endswith("Without meat,A seat in front") for line in lines)
    book = coordinator.get(f"/events/{event.pk}/registrations.xlsx")
    assert b"".join(book.streaming_content).startswith(b"PK")


def test_one_s_own_answers_are_corrected_and_nobody_is_asked_anew(client_for: Any, join: Join, office: Viewer) -> None:
    event, member = EventFactory(), MemberFactory()
    ask(office, event, wish="A wish?")
    row = join(event, actor=viewer_of(member), answers={"lunch": "meat", "wish": "A seat in front"})
    ask(office, event, late="Since yesterday?")
    client, path = client_for(member), f"/events/registrations/{row.pk}/change/"
    page = text(client.get(path))
    assert "A seat in front" in page, "what was answered stands there"
    assert "Since yesterday?" not in page
    version = row.version
    body = {"mode": "on_site", "consent": "none", "version": version, "answer_wish": "By the window"}
    refused = client.post(path, body)
    assert (refused.status_code, "By the window" in text(refused)) == (422, True)
    assert client.post(path, {**body, "answer_lunch": "none"}).status_code == 302
    row.refresh_from_db()
    assert (row.answers, row.version) == ({"lunch": "none", "wish": "By the window"}, version)
    api = f"/api/v1/registrations/{row.pk}/change/"
    sent = client.post(api, {"answers": {"lunch": "meat"}}, content_type="application/json")
    assert (sent.status_code, sent.json()["answers"]["lunch"]) == (200, "meat"), sent.content
    wrong = client.post(api, {"answers": {"lunch": "stones"}}, content_type="application/json")
    assert wrong.status_code == 400
    assert client_for(MemberFactory()).get(path).status_code == 404


def test_who_gave_up_answers_nothing_any_more(join: Join, office: Viewer) -> None:
    event, member = EventFactory(), viewer_of(MemberFactory())
    ask(office, event)
    row = join(event, actor=member, answers={"lunch": "meat"})
    services.cancel_registration(actor=member, registration=row)
    with pytest.raises(StateConflict):
        services.change_answers(actor=member, registration=row, answers={"lunch": "none"})
    asked_nothing = join(EventFactory(), actor=member)
    with pytest.raises(StateConflict):
        services.change_answers(actor=member, registration=asked_nothing, answers={})


def test_the_office_opens_the_questions_from_the_event(client_for: Any) -> None:
    event = EventFactory()
    client = client_for(CoordinatorFactory())
    assert client.get(f"/events/{event.pk}/questions/").status_code == 200
    answer = client.post(f"/events/{event.pk}/questions/")
    assert answer.status_code == 302
    page = client.get(answer.url)
    assert str(event.title) in text(page)
    assert client.get(f"{answer.url}").status_code == 200
    assert client_for(UserFactory()).post(f"/events/{event.pk}/questions/").status_code == 403


def test_a_copy_asks_the_same(office: Viewer) -> None:
    event = EventFactory()
    ask(office, event)
    copy = services.copy_event(actor=office, event=event)
    assert [row.code for row in asked_form(copy).questions] == ["lunch"]


def test_a_guest_is_brought_from_the_ticket(client_for: Any, join: Join) -> None:
    member = MemberFactory()
    event = EventFactory(guests_allowed=1)
    row = join(event, actor=viewer_of(member))
    client, path = client_for(member), f"/events/registrations/{row.pk}/guests/new/"
    assert path in text(client.get(f"/events/{event.pk}/"))
    assert client.get(path).status_code == 200
    assert client.post(path, {"name": "", "mode": "on_site"}).status_code == 422
    assert client.post(path, {"name": "Guest One", "mode": "on_site"}).status_code == 302
    page = text(client.get(f"/events/registrations/{row.pk}/ticket/"))
    assert "Guest One" in page
    assert path not in page, "one guest is all that is allowed"
    assert client.post(path, {"name": "Guest Two", "mode": "on_site"}).status_code == 422
    assert client_for(MemberFactory()).get(path).status_code == 404


def test_kept_back_places_and_the_rest_on_the_office_s_pages(client_for: Any, join: Join) -> None:
    event = EventFactory(capacity_on_site=3, reserved_on_site=2)
    seated, waiting = join(event), join(event)
    invited = UserFactory()
    client = client_for(CoordinatorFactory())
    listing = f"/events/{event.pk}/registrations/"
    assert "0 of 2 kept-back places given" in text(client.get(listing))
    assert client.get(f"/events/registrations/{waiting.pk}/give-reserved/").status_code == 200
    assert client.post(f"/events/registrations/{waiting.pk}/give-reserved/").status_code == 302
    path = f"/events/{event.pk}/reserved/"
    assert client.get(path).status_code == 200
    assert client.post(path, {"email": "nobody@example.org", "mode": "on_site"}).status_code == 422
    assert client.post(path, {"email": invited.email, "mode": "on_site"}).status_code == 302
    assert "2 of 2 kept-back places given" in text(client.get(listing))
    assert client_for(seated.user).get(path).status_code == 403
    with time_machine.travel(event.ends_at + timedelta(hours=1), tick=False):
        client = client_for(CoordinatorFactory())
        path = f"/events/{event.pk}/absent/"
        assert seated.name in text(client.get(path))
        assert client.post(path, {"expected": "1"}).status_code == 409
        assert client.post(path, {"expected": "3"}).status_code == 302
    assert Registration.objects.filter(state=R.NO_SHOW).count() == 3


def test_the_page_says_that_the_event_is_for_members(client_for: Any) -> None:
    event = EventFactory(registration_tier="member")
    for client in (client_for(), client_for(UserFactory())):
        assert "Only members of the cluster can register" in text(client.get(f"/events/{event.pk}/"))
    assert "Only members of the cluster" not in text(client_for(MemberFactory()).get(f"/events/{event.pk}/"))


def test_the_api_asks_takes_guests_and_gives_kept_back_places(client_for: Any, office: Viewer, join: Join) -> None:
    event = EventFactory(capacity_on_site=4, reserved_on_site=1, guests_allowed=2)
    ask(office, event)
    base, kind = f"/api/v1/events/{event.pk}/", {"content_type": "application/json"}
    client = client_for(MemberFactory())
    assert [row["code"] for row in client.get(f"{base}questions/").json()] == ["lunch"]
    refused = client.post(f"{base}register/", {"mode": "on_site"}, **kind)
    assert refused.status_code == 400
    assert "lunch" in refused.json()["answers"]
    body = {"mode": "on_site", "answers": {"lunch": "meat"}, "guests": [{"name": "Guest One"}]}
    row = client.post(f"{base}register/", body, **kind).json()
    assert row["answers"] == {"lunch": "meat"}
    guest = client.post(f"/api/v1/registrations/{row['id']}/guests/", {"name": "Guest Two"}, **kind)
    assert (guest.status_code, guest.json()["host"], guest.json()["state"]) == (201, row["id"], "confirmed")
    waiting = join(event, answers={"lunch": "none"})
    assert waiting.state == R.WAITLISTED
    desk = client_for(CoordinatorFactory())
    given = desk.post(f"/api/v1/registrations/{waiting.pk}/give-reserved/", **kind)
    assert (given.status_code, given.json()["from_reserve"]) == (200, True)
    full = desk.post(f"{base}give-reserved/", {"email": UserFactory().email, "mode": "on_site"}, **kind)
    assert full.status_code == 409
    assert desk.post(f"{base}form/", **kind).json()["form"]
    assert client.post(f"{base}form/", **kind).status_code == 403
    assert desk.post(f"{base}mark-rest-absent/", **kind).status_code == 409


def test_the_list_asks_the_database_no_more_for_more_people(client_for: Any, office: Viewer, join: Join) -> None:
    event = EventFactory(guests_allowed=5)
    ask(office, event)
    client = client_for(CoordinatorFactory())

    def statements() -> int:
        counts = []
        for _try in range(3):  # once a second a request asks whether a host changed
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"/events/{event.pk}/registrations/").status_code == 200
            counts.append(len(queries))
        return min(counts)

    def one_more() -> None:
        guests = [{"name": "Guest"}]
        join(event, actor=viewer_of(MemberFactory()), answers={"lunch": "meat"}, guests=guests)

    one_more()
    few = statements()
    one_more()
    one_more()
    assert statements() == few

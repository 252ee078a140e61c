"""The pages as people use them."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from clusterkit.access.models import Grant
from clusterkit.access.viewer import viewer_of
from clusterkit.events import services
from clusterkit.events.enums import EventState, RegistrationState
from clusterkit.events.models import Event, Registration
from clusterkit.testing.factories.accounts import CoordinatorFactory, MemberFactory, UserFactory
from clusterkit.testing.factories.directory import AffiliationFactory, SectorFactory
from clusterkit.testing.factories.events import (
    EventFactory,
    HybridEventFactory,
    SpeakerFactory,
)
from clusterkit.testing.factories.events_organiser import SessionFactory
from tests.apps.events.conftest import person_of
from tests.apps.query_counting import statements

R = RegistrationState
Join = Callable[..., Registration]
pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    """The page; no-break spaces as plain ones."""
    return str(response.content.decode()).replace("\u00a0", " ")


def test_the_agenda_shows_what_comes_and_what_was(client_for: Any) -> None:
    EventFactory(title={"en": "Next seminar"}, capacity_on_site=5)
    past = timezone.now() - timedelta(days=3)
    EventFactory(title={"en": "Old seminar"}, starts_at=past, ends_at=past + timedelta(hours=1))
    upcoming, old = client_for().get("/events/"), client_for().get("/events/past/")
    assert "Next seminar" in text(upcoming)
    assert "5 places left" in text(upcoming)
    assert "Old seminar" not in text(upcoming)
    assert "Old seminar" in text(old)


def test_the_agenda_is_filtered(client_for: Any) -> None:
    sector = SectorFactory(code="energy")
    EventFactory(title={"ru": "Насосы и станции"}, sectors=[sector])
    HybridEventFactory(title={"ru": "Катализаторы"})
    client = client_for()
    assert "Катализаторы" not in text(client.get("/events/?q=насосами"))
    assert "Насосы" in text(client.get("/events/?q=насосами"))
    assert "Насосы" not in text(client.get("/events/?mode=online"))
    assert "Катализаторы" not in text(client.get("/events/?sector=energy"))
    assert "Nothing fits" in text(client.get("/events/?q=nothing-like-this"))
    assert client.get("/events/?sector=unknown&mode=%00&page=x").status_code == 200


def test_empty_lists_say_what_to_do(client_for: Any) -> None:
    assert "sign in to see them" in text(client_for().get("/events/"))
    assert "New event" in text(client_for(CoordinatorFactory()).get("/events/"))
    assert "No event is over yet" in text(client_for().get("/events/past/"))
    assert "not registered for anything" in text(client_for(UserFactory()).get("/events/mine/"))


def test_a_guest_is_led_to_sign_in_and_back(client_for: Any) -> None:
    event = HybridEventFactory(body={"en": "Some **words**"})
    SpeakerFactory(event=event, name="Anna Petrova")
    SessionFactory(event=event, title="Opening talk")
    page = text(client_for().get(f"/events/{event.pk}/"))
    for part in ("Sign in to register", f"next=%2Fevents%2F{event.pk}%2Fregister%2F", "<strong>words</strong>"):
        assert part in page
    assert "Anna Petrova" in page
    assert "Opening talk" in page
    assert "video.example.org" not in page
    answer = client_for().get(f"/events/{event.pk}/register/")
    assert answer.status_code == 302
    assert "next=" in answer["Location"]


def test_registering_by_the_form(client_for: Any) -> None:
    event = HybridEventFactory(capacity_on_site=1)
    affiliation = AffiliationFactory()
    client = client_for(affiliation.user)
    form = text(client.get(f"/events/{event.pk}/register/"))
    assert "On site: 1 place left" in form
    assert "Online: 2 places left" in form
    answer = client.post(
        f"/events/{event.pk}/register/",
        {"mode": "on_site", "name": "Анна", "organisation": affiliation.organisation_id, "consent": "name"},
    )
    row = Registration.objects.get()
    assert answer["Location"] == f"/events/registrations/{row.pk}/ticket/"
    assert (row.name, row.organisation, row.consent, row.state) == (
        "Анна",
        affiliation.organisation,
        "name",
        R.CONFIRMED,
    )
    ticket = text(client.get(answer["Location"]))
    assert row.code in ticket
    assert f"/events/registrations/{row.pk}/ticket.svg" in ticket
    svg = client.get(f"/events/registrations/{row.pk}/ticket.svg")
    assert svg["Content-Type"] == "image/svg+xml"
    assert b"<svg" in svg.content
    assert "You are registered" in text(client.get(f"/events/{event.pk}/"))
    assert client.get(f"/events/{event.pk}/register/").status_code == 302
    assert str(event.title) in text(client.get("/events/mine/"))


def test_a_refused_form_comes_back_filled(client_for: Any) -> None:
    event = HybridEventFactory()
    client = client_for(UserFactory())
    answer = client.post(f"/events/{event.pk}/register/", {"mode": "by_boat", "name": "Анна", "message": "Kept words"})
    assert answer.status_code == 422
    assert "Kept words" in text(answer)
    client.post(f"/events/{event.pk}/register/", {"mode": "online", "name": "Анна", "consent": "none"})
    again = client.post(f"/events/{event.pk}/register/", {"mode": "online", "name": "Анна", "consent": "none"})
    assert again.status_code == 409
    assert "registered for this event already" in text(again)


def test_a_wish_counts_for_a_place_that_went_while_the_form_was_open(client_for: Any, join: Join) -> None:
    event = HybridEventFactory(capacity_on_site=1)
    client = client_for(UserFactory())
    assert 'name="online_meanwhile"' not in text(client.get(f"/events/{event.pk}/register/"))
    join(event)
    sent = {"mode": "on_site", "name": "", "consent": "none"}
    again = text(client.post(f"/events/{event.pk}/register/", sent))
    assert "On site: no place is free, you join the queue" in again
    assert 'name="online_meanwhile"' in again
    client.post(f"/events/{event.pk}/register/", {**sent, "name": "Анна", "online_meanwhile": "on"})
    row = Registration.objects.get(name="Анна")
    assert (row.state, row.mode, row.wants_on_site) == (R.CONFIRMED, "online", True)


def test_the_form_reads_no_more_than_it_shows_and_sending_it_counts_the_places_under_the_lock(client_for: Any) -> None:
    """A thousand send it in the same minute, and each waits for those before him."""
    event = HybridEventFactory(capacity_on_site=5)
    client = client_for(UserFactory())
    with CaptureQueriesContext(connection) as opened:
        assert "On site: 5 places left" in text(client.get(f"/events/{event.pk}/register/"))
    assert not [row for row in opened.captured_queries if "_speaker" in row["sql"] or "_material" in row["sql"]]
    with CaptureQueriesContext(connection) as asked:
        client.post(f"/events/{event.pk}/register/", {"mode": "on_site", "name": "Анна", "consent": "none"})
    statements = [query["sql"] for query in asked.captured_queries]
    locks = [number for number, sql in enumerate(statements) if "FOR UPDATE" in sql]
    counts = [number for number, sql in enumerate(statements) if "COUNT(" in sql]
    assert len(counts) == 1
    assert min(locks) < counts[0]
    assert sum("questionnaires_version" in sql for sql in statements) == 1


def test_the_queue_says_its_position(client_for: Any, join: Join) -> None:
    event = EventFactory(capacity_on_site=1)
    join(event)
    join(event)
    join(event)
    user = UserFactory()
    client = client_for(user)
    assert "Join the queue" in text(client.get(f"/events/{event.pk}/"))
    client.post(f"/events/{event.pk}/register/", {"mode": "on_site", "name": "X", "consent": "none"})
    page = text(client.get(f"/events/{event.pk}/"))
    assert "You are third in the queue" in page
    row = Registration.objects.get(user=user)
    assert "You are third in the queue" in text(client.get(f"/events/registrations/{row.pk}/ticket/"))


def test_the_online_link_is_for_who_has_a_place_online(client_for: Any, join: Join) -> None:
    event = HybridEventFactory(capacity_on_site=1, capacity_online=1)
    seated, online, waiting = join(event), join(event, "online"), join(event, "online")
    link = "https://video.example.org/room"
    for registration, shown in ((seated, False), (online, True), (waiting, False)):
        client = client_for(registration.user)
        for path in (f"/events/{event.pk}/", f"/events/registrations/{registration.pk}/ticket/"):
            assert (link in text(client.get(path))) is shown
        assert (link in text(client.get(f"/events/{event.pk}/event.ics")).replace("\r\n ", "")) is shown
    assert link in text(client_for(CoordinatorFactory()).get(f"/events/{event.pk}/"))
    services.cancel_registration(actor=viewer_of(person_of(online)), registration=online)
    assert link not in text(client_for(online.user).get(f"/events/{event.pk}/"))


def test_a_person_changes_cancels_and_answers_by_the_pages(client_for: Any, join: Join) -> None:
    event = HybridEventFactory(capacity_on_site=1, capacity_online=5, offer_hours=5)
    first, second = join(event), join(event)
    client = client_for(first.user)
    change = f"/events/registrations/{first.pk}/change/"
    assert client.get(change).status_code == 200
    answer = client.post(change, {"mode": "on_site", "consent": "contact", "version": "1"})
    assert answer.status_code == 302
    first.refresh_from_db()
    assert first.consent == "contact"
    stale = client.post(change, {"mode": "online", "consent": "none", "version": "9"})
    assert stale.status_code == 409
    assert Registration.objects.get(pk=first.pk).consent == "contact", "a refused change changes nothing"
    assert client.get(f"/events/registrations/{first.pk}/cancel/").status_code == 200
    assert client.post(f"/events/registrations/{first.pk}/cancel/").status_code == 302
    other = client_for(second.user)
    assert "A place is offered to you" in text(other.get(f"/events/{event.pk}/"))
    assert other.get(f"/events/registrations/{second.pk}/accept/").status_code == 200
    assert other.post(f"/events/registrations/{second.pk}/accept/").status_code == 302
    assert other.post(f"/events/registrations/{second.pk}/decline/").status_code == 409
    second.refresh_from_db()
    assert second.state == R.CONFIRMED


@pytest.mark.parametrize(
    "path", ["ticket/", "ticket.svg", "change/", "cancel/", "accept/", "decline/", "approve/", "check-in/"]
)
def test_a_stranger_finds_no_registration(client_for: Any, join: Join, path: str) -> None:
    row = join(EventFactory())
    answer = client_for(UserFactory()).get(f"/events/registrations/{row.pk}/{path}")
    assert answer.status_code in (403, 404)
    assert row.code not in text(answer)


def test_who_comes_is_shown_to_members_by_consent(client_for: Any, join: Join) -> None:
    event = EventFactory()
    for name, consent in (("Shy", "none"), ("Open", "name"), ("Reachable", "contact")):
        join(event, name=f"{name} person", consent=consent)
    reachable = person_of(Registration.objects.get(consent="contact")).email
    listed = text(client_for(MemberFactory()).get(f"/events/{event.pk}/"))
    assert "Shy person" not in listed
    assert "Open person" in listed
    assert "Reachable person" in listed
    assert reachable in listed
    assert person_of(Registration.objects.get(consent="name")).email not in listed
    for user in (None, UserFactory()):
        assert "Open person" not in text(client_for(user).get(f"/events/{event.pk}/"))


def event_form(**changes: Any) -> dict[str, Any]:
    """What the office types."""
    return {
        "title_en": "Launch",
        "mode": "hybrid",
        "place": "Hall",
        "time_zone": "Europe/Warsaw",
        "starts_at": "2031-03-01T10:00",
        "ends_at": "2031-03-01T12:00",
        "capacity_on_site": "40",
        "capacity_online": "50",
        "visibility": "guest",
        "offer_hours": "0",
        "sessions_text": "10:00 Welcome\n\n10:30 – 11:00 Talk | Hall 2 | Ivan\nOpen end",
        "speakers_text": "Anna Petrova, chief technologist\nIvan",
        **changes,
    }


def test_the_office_writes_publishes_changes_and_cancels(client_for: Any) -> None:
    client = client_for(CoordinatorFactory())
    assert client.get("/events/new/").status_code == 200
    answer = client.post("/events/new/", event_form())
    assert answer.status_code == 302, dict(answer.context["form"].errors)
    event = Event.objects.get()
    assert event.starts_at.astimezone(event.zone).hour == 10
    hours = [(f"{item.starts_at.astimezone(event.zone):%H:%M}", item.title) for item in event.sessions.all()]
    assert hours == [("10:00", "Welcome"), ("10:30", "Talk")]
    assert [(item.name, item.role) for item in event.speakers.all()] == [
        ("Anna Petrova", "chief technologist"),
        ("Ivan", ""),
    ]
    assert client_for().get(f"/events/{event.pk}/").status_code == 404
    client.post(f"/events/{event.pk}/publish/", {"version": event.version})
    page = text(client_for().get(f"/events/{event.pk}/"))
    assert "10 a.m." in page or "10:00" in page
    assert "By the clock of this site" in page, "Warsaw and Minsk differ in winter"
    edit = f"/events/{event.pk}/edit/"
    form = text(client.get(edit))
    assert 'value="2031-03-01T10:00"' in form
    assert "10:30–11:00 Talk | Hall 2 | Ivan\nOpen end" in form
    assert client.post(edit, event_form(version="2", place="Other hall")).status_code == 302
    assert client.post(edit, event_form(version="2", place="Lost hall")).status_code == 409
    event.refresh_from_db()
    assert (event.place, event.sequence) == ("Other hall", 1)
    assert client.post(f"/events/{event.pk}/cancel/", {"reason": ""}).status_code == 422
    assert client.post(f"/events/{event.pk}/cancel/", {"reason": "Snow"}).status_code == 302
    assert "Snow" in text(client_for().get(f"/events/{event.pk}/"))
    assert client.post(f"/events/{event.pk}/copy/").status_code == 302
    assert Event.objects.filter(state=EventState.DRAFT).count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"title_en": ""},
        {"starts_at": "yesterday"},
        {"starts_at": "0001-01-01T00:00"},
        {"ends_at": "2031-03-01T09:00"},
        {"capacity_on_site": "99999999999999"},
        {"offer_hours": "-1"},
        {"time_zone": "../../etc"},
        {"online_url": "javascript:alert(1)"},
        {"speakers_text": "x" * 400},
        {"mode": "nowhere"},
    ],
)
def test_a_wrong_event_form_comes_back_filled(client_for: Any, changes: dict[str, str]) -> None:
    answer = client_for(CoordinatorFactory()).post("/events/new/", event_form(**changes))
    assert answer.status_code == 422
    assert "Open end" in text(answer)
    assert not Event.objects.exists()


def test_a_picture_is_kept_and_shown_to_who_sees_the_event(client_for: Any) -> None:
    out = io.BytesIO()
    Image.new("RGB", (20, 10), "#336699").save(out, "PNG")
    client = client_for(CoordinatorFactory())
    upload = SimpleUploadedFile("cover.png", out.getvalue(), "image/png")
    answer = client.post("/events/new/", event_form(cover_upload=upload))
    assert answer.status_code == 302, dict(answer.context["form"].errors)
    event = Event.objects.get()
    assert event.cover is not None
    url = f"/files/{event.cover_id}/"
    assert url in text(client.get(f"/events/{event.pk}/"))
    assert client_for().get(url).status_code == 404
    client.post(f"/events/{event.pk}/publish/")
    shown = client_for().get(url)
    assert shown.status_code == 200
    shown.close()


def test_the_door_finds_people_checks_in_and_takes_back(client_for: Any, join: Join) -> None:
    event = EventFactory(needs_approval=True)
    first, second = join(event, name="Анна Петрова"), join(event, name="=HYPERLINK()")
    client = client_for(CoordinatorFactory())
    listing = f"/events/{event.pk}/registrations/"
    page = text(client.get(listing))
    assert "Анна Петрова" in page
    assert "Approve" in page
    base = f"/events/registrations/{first.pk}/"
    assert client.post(f"{base}approve/", {"version": "1"}).status_code == 302
    assert client.post(f"{base}approve/", {"version": "1"}).status_code == 409
    assert client.get(f"/events/registrations/{second.pk}/reject/").status_code == 200
    assert client.post(f"/events/registrations/{second.pk}/reject/", {"reason": "No"}).status_code == 302
    assert "Анна" in text(client.get(f"{listing}?q={first.code.lower()}"))
    code = f"/events/{event.pk}/check-in/{first.code}/"
    assert "Анна Петрова" in text(client.get(code))
    assert "ck-outcome--good" in client.post(code).text
    first.refresh_from_db()
    assert first.state == R.ATTENDED
    assert client.post(f"{base}undo-check-in/").status_code == 302
    assert client.post(f"{base}check-in/").status_code == 302
    assert client.get(f"/events/{event.pk}/check-in/WRONGCODE/").status_code == 404
    answer = client.get(f"/events/{event.pk}/registrations.csv")
    table = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert person_of(first).email in table
    assert "'=HYPERLINK()" in table
    assert client_for(first.user).get(listing).status_code == 403
    assert client_for().get(listing).status_code == 302


def test_a_lost_tier_closes_the_event_but_not_one_s_own_registration(client_for: Any, join: Join) -> None:
    member = MemberFactory()
    event = EventFactory(visibility="member", mode="online", online_url="https://video.example.org/room")
    row = join(event, "online", actor=viewer_of(member))
    client = client_for(member)
    assert "video.example.org" in text(client.get(f"/events/registrations/{row.pk}/ticket/"))
    Grant.objects.filter(user=member).delete()
    assert client.get(f"/events/{event.pk}/").status_code == 404
    ticket = client.get(f"/events/registrations/{row.pk}/ticket/")
    assert ticket.status_code == 200
    assert "video.example.org" not in text(ticket)
    assert client.post(f"/events/registrations/{row.pk}/cancel/").status_code == 302


def test_lists_cost_the_same_whatever_they_hold(client_for: Any, join: Join) -> None:
    sector = SectorFactory()
    user = CoordinatorFactory()
    client = client_for(user)
    client.get("/events/")

    def cost(path: str, reader: Any = client) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert reader.get(path).status_code == 200
        return statements(captured)

    first = HybridEventFactory(sectors=[sector], capacity_on_site=50, capacity_online=50)
    join(first, actor=viewer_of(user))
    paths = ["/events/", "/events/mine/", f"/events/{first.pk}/registrations/", f"/events/{first.pk}/"]
    one = [cost(path) for path in paths]
    for _number in range(2):
        event = HybridEventFactory(sectors=[sector])
        join(event, actor=viewer_of(user))
        join(first, consent="name")
    assert [cost(path) for path in paths] == one
    assert cost("/events/", client_for()) <= 8

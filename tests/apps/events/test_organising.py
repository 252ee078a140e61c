"""What organisers write with an event: sessions, speakers, materials; and copying it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clusterkit.access.viewer import Viewer
from clusterkit.core.exceptions import InvalidInput, NotPermitted
from clusterkit.events import services
from clusterkit.events.enums import MaterialAudience, RegistrationState
from clusterkit.events.lines import LineProblem, session_lines, session_text, sessions_of, speaker_lines
from clusterkit.events.models import Event, Material, Registration
from clusterkit.events.services.materials import add_material, remove_material
from clusterkit.testing.factories.accounts import CoordinatorFactory, UserFactory
from clusterkit.testing.factories.events import EventFactory, HybridEventFactory, RegistrationFactory, SpeakerFactory
from clusterkit.testing.factories.events_organiser import EventSeriesFactory, MaterialFactory, SessionFactory
from clusterkit.testing.factories.files import PDF
from tests.apps.query_counting import statements

pytestmark = pytest.mark.django_db
MINSK = ZoneInfo("Europe/Minsk")
Join = Callable[..., Registration]


def written(office: Viewer, text: str, **changes: Any) -> Event:
    """An event of two days with the programme of *text*."""
    start = datetime(2031, 3, 4, 18, 0, tzinfo=MINSK)
    event = EventFactory(starts_at=start, ends_at=changes.pop("ends_at", start + timedelta(days=1, hours=6)))
    speakers = speaker_lines("Anna Petrova, chief technologist | Twenty years\nIvan")
    sessions = sessions_of(
        session_lines(text), zone=MINSK, starts_at=start, speakers=[item["name"] for item in speakers]
    )
    return services.update_event(actor=office, event=event, values=changes, speakers=speakers, sessions=sessions)


def test_a_programme_of_several_days_is_read_and_written_back(office: Viewer) -> None:
    text = "2031-03-04\n18:00–19:00 Opening | Hall 2 | Anna Petrova, Ivan\nWords about it\n2031-03-05\n09:30 Visit \\| tour"
    event = written(office, text)
    opening, visit = event.sessions.all()
    assert (opening.room, opening.description) == ("Hall 2", "Words about it")
    assert [row.about for row in opening.speakers.all()] == ["Twenty years", ""]
    assert visit.starts_at == datetime(2031, 3, 5, 9, 30, tzinfo=MINSK)
    assert visit.title == "Visit | tour"
    assert session_text(event.sessions.all(), MINSK, event.starts_at) == text


def test_a_session_after_midnight_belongs_to_the_same_evening(office: Viewer) -> None:
    event = written(office, "23:00–00:30 Dance\n01:00 Farewell")
    assert [f"{row.starts_at.astimezone(MINSK):%d %H:%M}" for row in event.sessions.all()] == ["04 23:00", "05 01:00"]


@pytest.mark.parametrize(
    "text", ["Welcome", "10:00 A | b | c | d", "31.02.2031\n10:00 A", "18:00 A | | Nobody", f"18:00 {'x' * 301}"]
)
def test_a_line_that_cannot_be_read_is_named(office: Viewer, text: str) -> None:
    with pytest.raises(LineProblem) as caught:
        written(office, text)
    assert caught.value.number in (1, 2)


def test_sessions_stay_the_same_rows_lie_in_the_event_and_move_with_it(office: Viewer) -> None:
    event = written(office, "18:00 Opening | | Ivan\n19:00–20:00 Talk")
    before = {row.title: row.pk for row in event.sessions.all()}
    event = services.update_event(
        actor=office,
        event=event,
        values={"starts_at": event.starts_at + timedelta(days=1), "ends_at": event.ends_at + timedelta(days=1)},
    )
    assert min(row.starts_at for row in event.sessions.all()) == event.starts_at
    sessions = [{"title": "Talk", "starts_at": event.starts_at}, {"title": "New", "starts_at": event.starts_at}]
    services.update_event(actor=office, event=event, values={}, sessions=sessions)
    assert {row.title: row.pk for row in event.sessions.all()}["Talk"] == before["Talk"]
    for wrong in (
        {"title": "Early", "starts_at": event.starts_at - timedelta(minutes=1)},
        {"title": "Late", "starts_at": event.ends_at},
        {"title": "Back", "starts_at": event.starts_at, "ends_at": event.starts_at},
        {"title": "Alien", "starts_at": event.starts_at, "id": SessionFactory().pk},
        {"title": "Nobody", "starts_at": event.starts_at, "speakers": ["Nobody"]},
    ):
        with pytest.raises(InvalidInput) as caught:
            services.update_event(actor=office, event=event, values={}, sessions=[wrong])
        assert caught.value.field == "sessions"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reserved_on_site": 3}, "reserved_on_site"),
        ({"reserved_online": 1, "capacity_online": None}, "reserved_online"),
        ({"guests_allowed": 21}, "guests_allowed"),
        ({"meetings_until": timezone.now()}, "meetings_until"),
    ],
)
def test_the_settings_of_places_make_sense(office: Viewer, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        services.update_event(actor=office, event=HybridEventFactory(), values=changes)
    assert caught.value.field == field


def test_materials_are_for_their_audience_and_their_files_too(office: Viewer, client_for: Any) -> None:
    event = EventFactory()
    file = SimpleUploadedFile("slides.pdf", PDF, "application/pdf")
    seated = add_material(actor=office, event=event, title="Slides", upload=file)
    MaterialFactory(event=event, title="For all")
    MaterialFactory(event=event, title="For those who came", audience=MaterialAudience.ATTENDED)
    has_place = RegistrationFactory(event=event).user
    came = RegistrationFactory(event=event, state=RegistrationState.ATTENDED).user
    gave_up = RegistrationFactory(event=event, state=RegistrationState.CANCELLED).user
    answers: list[Any] = []
    for user, titles in (
        (None, {"For all"}),
        (gave_up, {"For all"}),
        (has_place, {"For all", "Slides"}),
        (came, {"For all", "Slides", "For those who came"}),
    ):
        client = client_for(user)
        page = client.get(f"/events/{event.pk}/").content.decode()
        listed = client.get(f"/api/v1/event-materials/?event={event.pk}").json()["results"]
        assert {row["title"] for row in listed} == titles
        assert all((f">{title}<" in page) is (title in titles) for title in ("For all", "Slides"))
        answer = client.get(f"/files/{seated.file_id}/")
        answers.append(answer)
        assert answer.status_code == (200 if "Slides" in titles else 404)
    remove_material(actor=office, material=seated)
    assert client_for(has_place).get(f"/files/{seated.file_id}/").status_code == 404
    for answer in answers:
        answer.close()


def test_materials_are_written_by_the_office_alone(office: Viewer, person: Any) -> None:
    event = EventFactory()
    wrongs: tuple[dict[str, Any], ...] = (
        {},
        {"url": "https://example.org", "upload": SimpleUploadedFile("a.pdf", PDF)},
    )
    for wrong in wrongs:
        with pytest.raises(InvalidInput):
            add_material(actor=office, event=event, title="x", **wrong)
    with pytest.raises(InvalidInput) as caught:
        add_material(actor=office, event=event, title="x", url="https://example.org", session=SessionFactory())
    assert caught.value.field == "session"
    with pytest.raises(NotPermitted):
        add_material(actor=person(), event=event, title="x", url="https://example.org")


def test_materials_are_added_and_changed_on_pages_and_by_the_api(client_for: Any) -> None:
    past = timezone.now() - timedelta(days=3)
    event = EventFactory(starts_at=past, ends_at=past + timedelta(hours=1))
    client = client_for(CoordinatorFactory())
    new = f"/events/{event.pk}/materials/new/"
    assert client.get(new).status_code == 200
    assert client.post(new, {"title": "Slides", "audience": "all"}).status_code == 422
    answer = client.post(new, {"title": "Slides", "audience": "all", "url": "https://example.org/a"})
    assert answer["Location"] == f"/events/{event.pk}/#materials"
    row = Material.objects.get()
    change = f"/events/{event.pk}/materials/{row.pk}/"
    assert client.post(change, {"title": "Talk", "audience": "all", "url": "https://example.org/b"}).status_code == 302
    assert client.get(f"/events/{EventFactory().pk}/materials/{row.pk}/").status_code == 404
    api = f"/api/v1/event-materials/{row.pk}/"
    assert client.patch(api, {"title": "Deck"}, content_type="application/json").json()["title"] == "Deck"
    body = {"event": event.pk, "title": "Text", "upload": SimpleUploadedFile("t.pdf", PDF, "application/pdf")}
    assert client.post("/api/v1/event-materials/", body).status_code == 201
    assert client_for(UserFactory()).delete(api).status_code == 403
    assert client.delete(api).status_code == 204
    last = Material.objects.get()
    assert client.post(f"/events/{event.pk}/materials/{last.pk}/remove/").status_code == 302
    assert not Material.objects.exists()


def test_a_copy_takes_sessions_speakers_and_settings_and_nothing_of_the_day(office: Viewer, join: Join) -> None:
    event = written(office, "18:00 Opening | | Ivan", guests_allowed=2)
    event = services.update_event(actor=office, event=event, values={"recording_url": "https://example.org/film"})
    MaterialFactory(event=event, session=event.sessions.get())
    join(event)
    copy = services.copy_event(actor=office, event=event)
    assert copy.starts_at == event.starts_at + timedelta(days=7)
    assert (copy.state, copy.guests_allowed, copy.recording_url) == ("draft", 2, "")
    assert copy.sessions.get().starts_at == copy.starts_at
    assert [str(speaker) for speaker in copy.sessions.get().speakers.all()] == ["Ivan"]
    assert not copy.materials.exists()
    assert not Registration.objects.filter(event=copy).exists()
    start = event.starts_at + timedelta(days=40)
    other = services.copy_event(actor=office, event=event, starts_at=start, with_materials=True)
    assert other.starts_at == start
    assert other.materials.get().session == other.sessions.get()


def test_a_copy_is_dated_on_its_page_a_week_later(client_for: Any) -> None:
    client = client_for(CoordinatorFactory())
    event = EventFactory()
    url = f"/events/{event.pk}/copy/"
    week = (event.starts_at + timedelta(days=7)).astimezone(event.zone)
    assert f'value="{week:%Y-%m-%dT%H:%M}"' in client.get(url).content.decode()
    assert client.post(url, {"starts_at": "0001-01-01T00:00"}).status_code == 422
    answer = client.post(url, {"starts_at": "2031-05-01T09:00"})
    copy = Event.objects.latest("pk")
    assert answer["Location"] == f"/events/{copy.pk}/edit/"
    assert copy.starts_at.astimezone(copy.zone).strftime("%Y-%m-%d %H:%M") == "2031-05-01 09:00"


def test_a_folded_group_opens_where_something_stands_in_it(client_for: Any) -> None:
    client = client_for(CoordinatorFactory())
    plain = client.get("/events/new/").content.decode()
    assert plain.count('class="ck-group-fold"') == 5
    assert 'class="ck-group-fold" open' not in plain
    event = EventFactory(guests_allowed=2)
    assert client.get(f"/events/{event.pk}/edit/").content.decode().count('class="ck-group-fold" open') == 1


def test_the_api_plans_changes_and_ends_a_series(client_for: Any) -> None:
    client = client_for(CoordinatorFactory())
    event = EventFactory()
    api = f"/api/v1/events/{event.pk}/"

    def post(url: str, **body: Any) -> Any:
        return client.post(url, body, content_type="application/json")

    assert post(f"{api}series/", rule="FREQ=SECONDLY").status_code == 400
    made = post(f"{api}series/", rule="FREQ=WEEKLY;COUNT=3")
    assert (made.status_code, made.json()["words"]) == (201, "every week; 3 times")
    page = client.get(api).json()
    assert len(page["other_dates"]) == 2
    body = {"place": "Attic", "following": True}
    assert client.patch(api, body, content_type="application/json").json()["event"]["place"] == "Attic"
    assert set(Event.objects.values_list("place", flat=True)) == {"Attic"}
    series = f"/api/v1/event-series/{made.json()['id']}/"
    assert post(f"{series}end/").json()["ended_at"]
    assert post(f"{series}end/").status_code == 409
    assert client_for(UserFactory()).get(series).status_code in (403, 404)


def test_the_page_costs_the_same_with_one_and_three_of_everything(client_for: Any) -> None:
    def filled(number: int) -> Event:
        event: Event = EventFactory()
        series = EventSeriesFactory(pattern=event)
        Event.objects.filter(pk=event.pk).update(series=series, occurrence_at=event.starts_at)
        for index in range(number):
            session = SessionFactory(event=event)
            session.speakers.add(SpeakerFactory(event=event))
            MaterialFactory(event=event, session=session)
            start = event.starts_at + timedelta(days=index + 1)
            EventFactory(series=series, starts_at=start, occurrence_at=start.astimezone(UTC))
        return event

    client, counts = client_for(CoordinatorFactory()), []
    for event in (filled(1), filled(3)):
        for url in (f"/events/{event.pk}/", f"/events/series/{event.pattern_of.pk}/", f"/api/v1/events/{event.pk}/"):
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            counts.append(statements(queries))
    assert counts[:3] == counts[3:]

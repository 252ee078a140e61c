"""The JSON API says and does what the pages do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clusterkit.access.viewer import viewer_of
from clusterkit.events import services
from clusterkit.events.enums import RegistrationState
from clusterkit.events.models import AttendanceCertificate, Event, Registration
from clusterkit.testing.factories.accounts import CoordinatorFactory, MemberFactory, UserFactory
from clusterkit.testing.factories.directory import SectorFactory
from clusterkit.testing.factories.events import EventFactory, HybridEventFactory, RegistrationFactory
from clusterkit.testing.factories.events_door import AttendanceCertificateFactory, EndedEventFactory
from tests.apps.query_counting import statements

R = RegistrationState
Join = Callable[..., Registration]
pytestmark = pytest.mark.django_db
EVENTS, REGISTRATIONS = "/api/v1/events/", "/api/v1/registrations/"
CERTIFICATES = "/api/v1/attendance-certificates/"


def post(client: Any, path: str, **body: Any) -> Any:
    """A JSON request."""
    return client.post(path, body, content_type="application/json")


def test_a_person_registers_waits_and_gives_up(client_for: Any, join: Join) -> None:
    event = HybridEventFactory(capacity_on_site=1)
    first = join(event)
    client = client_for(UserFactory())
    answer = post(client, f"{EVENTS}{event.pk}/register/", mode="on_site")
    assert answer.status_code == 201
    row = answer.json()
    assert (row["state"], row["position"]) == ("waitlisted", 1)
    page = client.get(f"{EVENTS}{event.pk}/").json()
    assert (page["door"], page["position"], page["online_url"]) == ("waiting", 1, "")
    assert page["event"]["registration"] == row["id"]
    assert [item["left"] for item in page["event"]["seats"]] == [0, 2]
    again = post(client, f"{EVENTS}{event.pk}/register/", mode="on_site")
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    assert post(client, f"{REGISTRATIONS}{first.pk}/cancel/").status_code == 404
    stale = post(client, f"{REGISTRATIONS}{row['id']}/cancel/", version=9)
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_version")
    changed = post(client, f"{REGISTRATIONS}{row['id']}/change/", mode="online", consent="name")
    assert (changed.json()["state"], changed.json()["mode"], changed.json()["consent"]) == (
        "confirmed",
        "online",
        "name",
    )
    assert "video" in client.get(f"{EVENTS}{event.pk}/").json()["online_url"]
    assert post(client, f"{REGISTRATIONS}{row['id']}/cancel/").json()["state"] == "cancelled"


def test_the_office_writes_and_works_at_the_door(client_for: Any) -> None:
    SectorFactory(code="energy")
    office = client_for(CoordinatorFactory())
    body = {
        "title": {"ru": "Запуск"},
        "mode": "on_site",
        "place": "Зал",
        "time_zone": "Europe/Minsk",
        "starts_at": "2031-03-01T10:00:00+03:00",
        "ends_at": "2031-03-01T12:00:00+03:00",
        "capacity_on_site": 1,
        "needs_approval": True,
        "sectors": ["energy"],
        "speakers": [{"name": "Анна", "role": "технолог"}],
        "sessions": [{"title": "Начало", "starts_at": "2031-03-01T10:00:00+03:00", "speakers": ["Анна"]}],
    }
    made = post(office, EVENTS, **body)
    assert made.status_code == 201, made.json()
    event = Event.objects.get()
    url = f"{EVENTS}{event.pk}/"
    assert made.json()["speakers"] == [{"name": "Анна", "role": "технолог", "about": ""}]
    session = made.json()["sessions"][0]
    assert (session["title"], session["speakers"]) == ("Начало", ["Анна"])
    assert client_for().get(url).status_code == 404
    assert post(office, f"{url}publish/", version=1).json()["event"]["state"] == "published"
    patched = office.patch(url, {"place": "Другой зал", "version": 2}, content_type="application/json")
    assert patched.json()["event"]["place"] == "Другой зал"
    lost = office.patch(url, {"place": "Третий зал", "version": 2}, content_type="application/json")
    assert lost.status_code == 409
    person = client_for(UserFactory())
    row = post(person, f"{url}register/", mode="on_site").json()
    assert row["state"] == "pending"
    base = f"{REGISTRATIONS}{row['id']}/"
    assert post(person, f"{base}approve/").status_code == 403
    assert post(office, f"{base}approve/").json()["state"] == "confirmed"
    assert post(office, f"{base}check-in/").json()["state"] == "attended"
    assert post(office, f"{base}undo-check-in/").json()["state"] == "confirmed"
    assert post(office, f"{base}mark-absent/").status_code == 409
    assert post(office, f"{url}cancel/", reason="").status_code == 400
    assert post(office, f"{url}cancel/", reason="Snow").json()["event"]["state"] == "cancelled"
    assert post(office, f"{url}copy/").status_code == 201


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("register/", {}, 400),
        ("register/", {"mode": "by_boat"}, 400),
        ("register/", {"mode": "online"}, 400),
        ("register/", {"mode": "on_site", "organisation": 999}, 400),
        ("register/", {"mode": "on_site", "name": "x" * 151}, 400),
        ("publish/", {}, 403),
        ("cancel/", {"reason": "x"}, 403),
    ],
)
def test_bad_bodies_are_problems(client_for: Any, path: str, body: dict[str, Any], status: int) -> None:
    event = EventFactory()
    answer = post(client_for(UserFactory()), f"{EVENTS}{event.pk}/{path}", **body)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"title": "T", "mode": "on_site", "starts_at": "soon", "ends_at": "later"},
        {"title": "T", "mode": "online", "starts_at": "2031-01-02T00:00Z", "ends_at": "2031-01-01T00:00Z"},
        {"title": "T", "mode": "on_site", "starts_at": "2031-01-01T00:00Z", "ends_at": "2031-01-02T00:00Z"},
        {"title": "T", "mode": "online", "starts_at": "0001-01-01T00:00Z", "ends_at": "0001-01-02T00:00Z"},
        {"title": "T", "capacity_online": -5, "mode": "online"},
        {"title": "T", "time_zone": "Nowhere", "mode": "online"},
    ],
)
def test_a_wrong_event_is_refused(client_for: Any, body: dict[str, Any]) -> None:
    answer = post(client_for(CoordinatorFactory()), EVENTS, **body)
    assert answer.status_code == 400
    assert not Event.objects.exists()


def test_a_guest_reads_and_is_asked_to_sign_in_for_the_rest(client_for: Any) -> None:
    event = HybridEventFactory()
    guest = client_for()
    assert guest.get(f"{EVENTS}{event.pk}/").json()["door"] == "sign_in"
    assert guest.get(f"{EVENTS}{event.pk}/").json()["attendees"] is None
    assert post(guest, f"{EVENTS}{event.pk}/register/", mode="online").status_code in (401, 403)
    assert guest.get(REGISTRATIONS).status_code in (401, 403)
    assert guest.get(f"{EVENTS}abc/").status_code == 404
    assert "video.example.org" not in guest.get(EVENTS).content.decode()


def test_attendees_by_consent_and_one_s_own_registrations(client_for: Any, join: Join) -> None:
    event = EventFactory()
    join(event, consent="name", name="Open")
    row = join(event, name="Shy")
    listed = client_for(MemberFactory()).get(f"{EVENTS}{event.pk}/").json()["attendees"]
    assert [(item["name"], item["contact"]) for item in listed] == [("Open", "")]
    own = client_for(row.user).get(REGISTRATIONS).json()["results"]
    assert [item["id"] for item in own] == [row.pk]
    office = client_for(CoordinatorFactory())
    assert len(office.get(f"{REGISTRATIONS}?event={event.pk}").json()["results"]) == 2
    assert office.get(f"{REGISTRATIONS}?event=abc").status_code == 400


def test_lists_cost_the_same_whatever_they_hold(client_for: Any, join: Join) -> None:
    client = client_for(CoordinatorFactory())

    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return statements(captured)

    event = EventFactory(capacity_on_site=0)
    join(event)
    client.get(EVENTS)
    AttendanceCertificateFactory()
    one = [cost(EVENTS), cost(REGISTRATIONS), cost(CERTIFICATES)]
    for _number in range(2):
        AttendanceCertificateFactory(registration__event=event)
        EventFactory(sectors=[SectorFactory()])
        join(event)
    assert [cost(EVENTS), cost(REGISTRATIONS), cost(CERTIFICATES)] == one
    waiting = client.get(f"{REGISTRATIONS}?state=waitlisted").json()["results"]
    assert [item["position"] for item in waiting] == [3, 2, 1]


def test_certificates_are_issued_and_listed_for_who_may_read_them(client_for: Any) -> None:
    event = EndedEventFactory()
    mine, other = (RegistrationFactory(event=event, state=R.ATTENDED) for _number in range(2))
    office, person, guest = client_for(CoordinatorFactory()), client_for(mine.user), client_for()
    issue = f"{EVENTS}{event.pk}/issue-certificates/"
    assert post(person, issue).status_code in (403, 404)
    assert post(office, issue).json() == {"issued": 2}
    assert post(office, issue).json() == {"issued": 0}
    (own,) = person.get(CERTIFICATES).json()["results"]
    assert (own["event"], own["registration"], own["name"]) == (event.pk, mine.pk, mine.name)
    assert person.get(own["pdf"])["Content-Type"] == "application/pdf"
    assert own["number"] in guest.get(own["check"]).text
    stranger = AttendanceCertificate.objects.get(registration=other)
    assert person.get(f"{CERTIFICATES}{stranger.pk}/").status_code == 404
    assert guest.get(CERTIFICATES).status_code in (401, 403)
    listed = office.get(f"{CERTIFICATES}?event={event.pk}").json()["results"]
    assert {row["registration"] for row in listed} == {mine.pk, other.pk}
    assert office.get(f"{CERTIFICATES}?event={event.pk + 1}").json()["results"] == []
    assert office.get(f"{CERTIFICATES}?event={2**70}").status_code == 400
    services.undo_check_in(actor=viewer_of(CoordinatorFactory()), registration=mine)
    back = person.get(f"{CERTIFICATES}{own['id']}/").json()
    assert back["pdf"] is None
    assert back["revoked_at"]
    assert post(office, f"{EVENTS}{EventFactory().pk}/issue-certificates/").status_code == 409


def test_the_description_of_the_api_is_complete(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("spectacular", "--validate")
    out, err = capsys.readouterr()
    assert "/api/v1/events/{id}/register/" in out
    assert not [line for line in err.splitlines() if "clusterkit/events" in line or '"mode"' in line]

"""The pages and the API of short meetings, as people and programs go through them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clusterkit.events.enums import MeetingState
from clusterkit.events.models import Meeting, Registration
from clusterkit.events.slots import slots_of
from clusterkit.testing.factories.accounts import CoordinatorFactory, UserFactory
from clusterkit.testing.factories.events import RegistrationFactory
from clusterkit.testing.factories.events_meetings import MeetingEventFactory, MeetingFactory, OpenPersonFactory
from tests.apps.query_counting import statements

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    """The page."""
    return str(response.content.decode())


def test_from_being_open_to_an_arranged_meeting(client_for: Any) -> None:
    event = MeetingEventFactory()
    own, other = RegistrationFactory(event=event), OpenPersonFactory(event=event, meeting_topic="Ultrasound")
    client, others = client_for(own.user), client_for(other.user)
    meetings = f"/events/{event.pk}/meetings/"
    assert "Ultrasound" not in text(client.get(meetings))
    wish = f"/events/registrations/{own.pk}/meetings/"
    assert client.get(wish).status_code == 200
    assert client.post(wish, {"is_open": "on", "topic": ""}).status_code == 422
    assert client.post(wish, {"is_open": "on", "topic": "Pumps"}).headers["Location"] == meetings
    assert "Ultrasound" in text(client.get(meetings))
    propose = f"/events/{event.pk}/meetings/new/?with={other.pk}"
    assert propose.replace("&", "&amp;") in text(client.get(meetings))
    assert client.get(propose).status_code == 200
    slot = slots_of(event)[1].isoformat()
    assert client.post(propose, {"starts_at": "nonsense", "message": "About pumps"}).status_code == 422
    assert client.post(propose, {"starts_at": slot, "message": "About pumps"}).status_code == 302
    meeting = Meeting.objects.get()
    assert "About pumps" in text(others.get(meetings))
    assert client.post(f"/events/meetings/{meeting.pk}/accept/").status_code in (403, 404)
    assert others.get(f"/events/meetings/{meeting.pk}/other-time/").status_code == 200
    later = {"starts_at": slots_of(event)[2].isoformat(), "message": ""}
    assert others.post(f"/events/meetings/{meeting.pk}/other-time/", later).status_code == 302
    answer = Meeting.objects.get(state=MeetingState.PROPOSED)
    assert client.post(f"/events/meetings/{answer.pk}/accept/").status_code == 302
    assert own.name in text(others.get(f"/events/registrations/{other.pk}/ticket/"))
    tables = text(client_for(CoordinatorFactory()).get(f"/events/{event.pk}/meetings/tables/"))
    assert own.name in tables
    assert other.name in tables
    assert others.get(f"/events/meetings/{answer.pk}/withdraw/").status_code == 200
    assert others.post(f"/events/meetings/{answer.pk}/withdraw/").status_code == 302
    answer.refresh_from_db()
    assert answer.state == MeetingState.WITHDRAWN


def test_strangers_learn_nothing(client_for: Any) -> None:
    meeting = MeetingFactory()
    event, stranger = meeting.event, client_for(RegistrationFactory(event=meeting.event).user)
    assert meeting.invitee.meeting_topic not in text(stranger.get(f"/events/{event.pk}/meetings/"))
    for path in ("accept", "decline", "withdraw", "other-time"):
        assert stranger.post(f"/events/meetings/{meeting.pk}/{path}/").status_code == 404
    assert stranger.get(f"/events/{event.pk}/meetings/new/?with={meeting.invitee_id}").status_code == 404
    assert stranger.get(f"/events/{event.pk}/meetings/new/?with=x").status_code == 404
    assert stranger.get(f"/api/v1/meetings/{meeting.pk}/").status_code == 404
    assert stranger.get(f"/events/registrations/{meeting.invitee_id}/meetings/").status_code == 404
    assert client_for(UserFactory()).get(f"/events/{event.pk}/meetings/").status_code == 200


def test_the_page_costs_the_same_whatever_it_holds(client_for: Any) -> None:
    event = MeetingEventFactory(meeting_tables=5)
    own = OpenPersonFactory(event=event)
    client = client_for(own.user)
    office = client_for(CoordinatorFactory())

    def more(number: int) -> None:
        for _number in range(number):
            other = OpenPersonFactory(event=event)
            OpenPersonFactory(event=event)
            row = MeetingFactory(event=event, proposer=other, invitee=own, starts_at=free())
            Meeting.objects.filter(pk=row.pk).update(state=MeetingState.ACCEPTED, table=1)

    def free() -> Any:
        return slots_of(event)[Meeting.objects.count()]

    def cost(reader: Any, path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert reader.get(path).status_code == 200
        return statements(captured)

    paths = [
        (client, f"/events/{event.pk}/meetings/"),
        (client, f"/events/registrations/{own.pk}/ticket/"),
        (office, f"/events/{event.pk}/meetings/tables/"),
        (client, "/api/v1/meetings/"),
    ]
    more(1)
    [reader.get(path) for reader, path in paths]
    one = [cost(reader, path) for reader, path in paths]
    more(2)
    assert [cost(reader, path) for reader, path in paths] == one


def test_programs_arrange_a_meeting(client_for: Any) -> None:
    event = MeetingEventFactory()
    own, other = RegistrationFactory(event=event), OpenPersonFactory(event=event)
    client, others = client_for(own.user), client_for(other.user)
    send = {"content_type": "application/json"}
    assert client.get(f"/api/v1/events/{event.pk}/meetings/").json()["people"] is None
    wish = client.put(f"/api/v1/registrations/{own.pk}/meetings/", {"is_open": True, "topic": "Pumps"}, **send)
    assert wish.json() == {"is_open": True, "topic": "Pumps"}
    [entry] = client.get(f"/api/v1/events/{event.pk}/meetings/").json()["people"]
    person = entry["person"]["id"]
    slots = client.get(f"/api/v1/events/{event.pk}/meetings/slots/?person={person}").json()["slots"]
    body = {"event": event.pk, "invitee": person, "starts_at": slots[0], "message": "Pumps?"}
    made = client.post("/api/v1/meetings/", body, **send)
    assert made.status_code == 201
    key = made.json()["id"]
    assert client.post("/api/v1/meetings/", body | {"invitee": 10**15}, **send).status_code == 404
    assert client.post("/api/v1/meetings/", body | {"starts_at": "0001-01-01"}, **send).status_code == 400
    assert client.post("/api/v1/meetings/", body, **send).status_code == 409
    assert client.post(f"/api/v1/meetings/{key}/accept/", {}, **send).status_code == 403
    accepted = others.post(f"/api/v1/meetings/{key}/accept/", {}, **send)
    assert (accepted.json()["state"], accepted.json()["table"]) == ("accepted", 1)
    assert client.post(f"/api/v1/meetings/{key}/withdraw/", {}, **send).json()["state"] == "withdrawn"


def test_a_proposal_stands_among_the_tasks_of_who_was_asked(client_for: Any) -> None:
    meeting = MeetingFactory()
    page = text(client_for(meeting.invitee.user).get("/me/"))
    assert f"/events/{meeting.event_id}/meetings/" in page


def test_one_who_is_erased_leaves_no_words(client_for: Any, person: Any) -> None:
    meeting = MeetingFactory(message="Call me on my phone")
    from clusterkit.accounts.hooks import ErasedPerson
    from clusterkit.events.personal_afterwards import blank_what_he_wrote

    viewer = person()
    blank_what_he_wrote(ErasedPerson(user=meeting.proposer.user, actor=viewer, label="Somebody", name="", addresses=()))
    assert Meeting.objects.get().message == ""
    assert Registration.objects.count() == 2

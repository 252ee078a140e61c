"""Calendars: what other programs read out of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar

from clusterkit.access.viewer import Viewer
from clusterkit.events import services
from clusterkit.events.enums import EventState
from clusterkit.tenancy.context import current_schema
from clusterkit.testing.factories.accounts import CoordinatorFactory, MemberFactory, UserFactory
from clusterkit.testing.factories.events import EventFactory

pytestmark = pytest.mark.django_db


def read(response: Any) -> tuple[Calendar, list[Any]]:
    """The calendar and its events."""
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/calendar")
    calendar = Calendar.from_ical(response.content)
    return calendar, calendar.walk("VEVENT")


def test_an_event_has_its_zone_and_a_uid_of_its_cluster(client_for: Any) -> None:
    event = EventFactory(time_zone="Europe/Warsaw", place="Hall", address="Street 1")
    calendar, (entry,) = read(client_for().get(f"/events/{event.pk}/event.ics"))
    assert calendar["method"] == "PUBLISH"
    assert str(entry["uid"]) == f"event-{event.pk}@{current_schema()}.clusterkit"
    assert entry["dtstart"].params["TZID"] == "Europe/Warsaw"
    assert abs(entry.decoded("dtstart") - event.starts_at) < timedelta(seconds=1)
    assert str(entry["location"]) == "Hall, Street 1"
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Warsaw"]
    assert "alpha.testserver" in str(entry["url"])


def test_changes_and_cancelling_raise_the_sequence(client_for: Any, office: Viewer) -> None:
    event = EventFactory()
    services.update_event(actor=office, event=event, values={"place": "Other hall"})
    _calendar, (entry,) = read(client_for().get(f"/events/{event.pk}/event.ics"))
    assert (entry["sequence"], str(entry["status"])) == (1, "CONFIRMED")
    services.cancel_event(actor=office, event=event, reason="Snow")
    calendar, (entry,) = read(client_for().get(f"/events/{event.pk}/event.ics"))
    assert (str(calendar["method"]), entry["sequence"], str(entry["status"])) == ("CANCEL", 2, "CANCELLED")
    _feed, (entry,) = read(client_for().get("/events/calendar.ics"))
    assert str(entry["status"]) == "CANCELLED"


def test_the_feed_holds_what_its_reader_may_see(client_for: Any) -> None:
    for tier in ("guest", "registered", "member"):
        EventFactory(visibility=tier, title={"en": f"For {tier}"}, online_url="https://video.example.org/room")
    EventFactory(state=EventState.DRAFT, title={"en": "Draft"})

    def titles(user: Any) -> set[str]:
        response = client_for(user).get("/events/calendar.ics")
        assert b"video.example.org" not in response.content
        return {str(entry["summary"]) for entry in read(response)[1]}

    assert titles(None) == {"For guest"}
    assert titles(UserFactory()) == {"For guest", "For registered"}
    assert titles(MemberFactory()) == {"For guest", "For registered", "For member"}
    assert "Draft" not in titles(CoordinatorFactory())

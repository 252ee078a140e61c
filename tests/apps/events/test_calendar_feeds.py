"""Feeds to subscribe to: rights of the moment, links for who has a place, nothing built for who has it already."""

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
from icalendar import Calendar

from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.accounts import services as accounts
from clusterkit.accounts.personal_links import link_purposes
from clusterkit.events import services
from clusterkit.events.enums import MeetingState, RegistrationState
from clusterkit.events.models import Event, Registration
from clusterkit.events.views.feeds import PURPOSE
from clusterkit.tenancy.context import cluster_context
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import MemberFactory, UserFactory
from clusterkit.testing.factories.events import EventFactory, RegistrationFactory
from clusterkit.testing.factories.events_meetings import MeetingEventFactory, MeetingFactory, OpenPersonFactory
from clusterkit.testing.plugin import BETA_HOST
from tests.apps.query_counting import statements

pytestmark = pytest.mark.django_db

ClientFor = Callable[..., Client]
ROOM = "https://video.example.org/room"


def addresses(user: Any) -> tuple[str, str]:
    """A new personal address: all that the person may see, and what he registered for."""
    purpose = link_purposes.get(PURPOSE)
    assert purpose is not None
    secret = accounts.create_link(purpose=purpose, actor=viewer_of(user))[1]
    own, everything = [path for _label, path in purpose.addresses(secret)]
    return everything, own


def entries(client: Client, address: str) -> dict[str, Any]:
    """The entries of a feed by title."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return {str(entry["summary"]): entry for entry in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_a_personal_feed_reads_as_its_owner_without_a_sign_in(client_for: ClientFor) -> None:
    person = MemberFactory()
    seated = EventFactory(title={"en": "Seat"}, mode="online", online_url=ROOM, visibility="member")
    waits = EventFactory(title={"en": "Queue"}, mode="online", online_url=f"{ROOM}/2")
    EventFactory(title={"en": "Other"}, mode="online", online_url=f"{ROOM}/3")
    RegistrationFactory(event=seated, user=person, mode="online")
    RegistrationFactory(event=waits, user=person, mode="online", state=RegistrationState.WAITLISTED)
    everything, own = addresses(person)
    guest = client_for()
    found = entries(guest, everything)
    assert sorted(found) == ["Other", "Queue", "Seat"]
    assert [str(found[name]["status"]) for name in ("Seat", "Queue", "Other")] == [
        "CONFIRMED",
        "TENTATIVE",
        "CONFIRMED",
    ]
    assert [str(found[name]["transp"]) for name in ("Seat", "Queue", "Other")] == ["OPAQUE", *["TRANSPARENT"] * 2]
    assert ROOM in found["Seat"]["description"]
    assert ROOM not in found["Queue"]["description"] + found["Other"]["description"]
    assert sorted(entries(guest, own)) == ["Queue", "Seat"]
    answer = guest.get(own)
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert own.split("/")[-2] not in answer.content.decode()


def test_a_feed_says_what_it_is_and_how_often_to_ask(client_for: ClientFor) -> None:
    EventFactory(time_zone="Europe/Warsaw")
    EventFactory(time_zone="Europe/Minsk")
    calendar = Calendar.from_ical(client_for().get(reverse("clusterkit_events:calendar")).content)
    assert calendar["refresh-interval"].to_ical() == b"PT1H"
    assert calendar["refresh-interval"].params["VALUE"] == "DURATION"
    assert str(calendar["x-wr-calname"]) == str(calendar["name"]) == "Cluster alpha"
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Minsk", "Europe/Warsaw"]


def test_what_is_unchanged_is_not_sent_again(client_for: ClientFor, office: Viewer) -> None:
    event = EventFactory()
    client, address = client_for(), reverse("clusterkit_events:calendar")
    first = client.get(address)
    assert first.content == client.get(address).content
    etag = first.headers["ETag"]
    again = client.get(address, headers={"if-none-match": etag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    # A date does not tell that a right was lost: it alone never answers 304.
    assert client.get(address, headers={"if-modified-since": first.headers["Last-Modified"]}).status_code == 200
    services.update_event(actor=office, event=event, values={"place": "Other hall"})
    changed = client.get(address, headers={"if-none-match": etag})
    assert changed.status_code == 200
    assert (
        client.get(address, headers={"if-none-match": changed.headers["ETag"], "accept-language": "ru"}).status_code
        == 200
    )


def test_rights_are_those_of_the_moment(client_for: ClientFor) -> None:
    person = MemberFactory()
    event = EventFactory(title={"en": "For members"}, visibility="member", mode="online", online_url=ROOM)
    registration = RegistrationFactory(event=event, user=person, mode="online")
    everything, own = addresses(person)
    guest = client_for()
    etags = {address: guest.get(address).headers["ETag"] for address in (everything, own)}
    Registration.objects.filter(pk=registration.pk).update(state=RegistrationState.PENDING)
    for address, etag in etags.items():
        answer = guest.get(address, headers={"if-none-match": etag})
        assert answer.status_code == 200
        assert ROOM not in answer.content.decode()
    person.tier_grants.all().delete()
    assert entries(guest, everything) == entries(guest, own) == {}


@pytest.mark.parametrize("gone", ["revoked", "inactive", "renewed"])
def test_an_address_that_is_no_more_answers_404(client_for: ClientFor, gone: str) -> None:
    person = UserFactory()
    guest, both = client_for(), addresses(person)
    assert [guest.get(address).status_code for address in both] == [200, 200]
    if gone == "inactive":
        person.is_active = False
        person.save(update_fields=["is_active"])
    elif gone == "renewed":
        addresses(person)
    else:
        person.clusterkit_links.all().delete()
    assert [guest.get(address).status_code for address in both] == [404, 404]


def test_an_address_of_one_cluster_opens_nothing_in_the_other(client_for: ClientFor, beta: Cluster) -> None:
    everything, own = addresses(UserFactory())
    with cluster_context(beta):
        EventFactory(title={"en": "Of beta"})
    assert [client_for(host=BETA_HOST).get(address).status_code for address in (everything, own)] == [404, 404]


def test_the_filters_of_the_list_narrow_a_feed(client_for: ClientFor) -> None:
    EventFactory(title={"en": "Online"}, mode="online")
    EventFactory(title={"en": "On site"})
    address = reverse("clusterkit_events:calendar")
    assert sorted(entries(client_for(), f"{address}?mode=online")) == ["Online"]
    assert sorted(entries(client_for(), f"{address}?mode=nonsense")) == ["On site", "Online"]


def test_where_there_are_too_many_the_next_ones_stay(client_for: ClientFor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clusterkit.events.selectors.feeds.EVENTS_IN_FEED", 2)
    now = timezone.now()
    for days, title in ((-20, "Long ago"), (-2, "Lately"), (2, "Next"), (30, "Later")):
        starts = now + timedelta(days=days)
        EventFactory(title={"en": title}, starts_at=starts, ends_at=starts + timedelta(hours=1))
    address = reverse("clusterkit_events:calendar")
    assert sorted(entries(client_for(), address)) == ["Later", "Next"]
    Event.objects.order_by("starts_at").last().delete()  # type: ignore[union-attr]
    assert sorted(entries(client_for(), address)) == ["Lately", "Next"]


def test_a_feed_costs_the_same_with_3_and_with_300_events(client_for: ClientFor) -> None:
    person = UserFactory()
    address, _own = addresses(person)
    client = client_for()

    def cost(number: int) -> tuple[int, int]:
        made = Event.objects.bulk_create(EventFactory.build(online_url=ROOM, mode="online") for _one in range(number))
        RegistrationFactory(event=made[0], user=person, mode="online")
        etag = client.get(address).headers["ETag"]
        with CaptureQueriesContext(connection) as full:
            assert client.get(address).status_code == 200
        with CaptureQueriesContext(connection) as unchanged:
            assert client.get(address, headers={"if-none-match": etag}).status_code == 304
        return statements(full), statements(unchanged)

    few = cost(3)
    assert cost(297) == few
    assert few[1] == few[0] - 1, "who has it already costs no reading of the events"
    assert few[1] <= 8


def test_an_event_can_be_put_into_calendars_on_the_web(client_for: ClientFor) -> None:
    event = EventFactory(title={"en": "Pumps & valves"}, online_url=ROOM, mode="hybrid")
    page = client_for().get(event.get_absolute_url()).content.decode()
    assert "https://calendar.google.com/calendar/render?action=TEMPLATE&amp;text=Pumps+%26+valves&amp;dates=" in page
    assert "https://outlook.live.com/calendar/0/deeplink/compose?" in page
    assert "video.example.org" not in page
    assert 'href="webcal://alpha.testserver/events/calendar.ics"' in client_for().get("/events/").content.decode()


def test_an_arranged_short_meeting_stands_in_both_calendars(client_for: ClientFor) -> None:
    event = MeetingEventFactory(title={"en": "Fair"})
    first, second = (OpenPersonFactory(event=event, name=name) for name in ("Anna", "Boris"))
    meeting = MeetingFactory(
        event=event, proposer=first, invitee=second, state=MeetingState.ACCEPTED, table=3, starts_at=event.starts_at
    )
    for person, other in ((first.user, "Boris"), (second.user, "Anna")):
        _everything, own = addresses(person)
        found = entries(client_for(), own)
        entry = found[f"Short meeting: {other}"]
        assert entry.decoded("dtend") - entry.decoded("dtstart") == timedelta(minutes=event.meeting_minutes)
        assert str(entry["location"]).startswith("table 3")
    etag = client_for().get(own).headers["ETag"]
    type(meeting).objects.filter(pk=meeting.pk).update(state=MeetingState.WITHDRAWN)
    assert client_for().get(own, headers={"if-none-match": etag}).status_code == 200
    assert sorted(entries(client_for(), own)) == ["Fair"]

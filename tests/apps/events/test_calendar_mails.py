"""The calendar part of mails: put in, changed, taken out, for who gets the mail and with what is true when it leaves."""

from __future__ import annotations

from collections.abc import Callable
from email.message import Message
from typing import Any

import pytest
from django.core import mail
from icalendar import Calendar

from clusterkit.access.viewer import Viewer
from clusterkit.events import services
from clusterkit.events.calendars import uid_of
from clusterkit.events.models import Event, Registration
from clusterkit.notifications.delivery import deliver_due
from clusterkit.testing.factories.events import EventFactory

pytestmark = pytest.mark.django_db

Join = Callable[..., Registration]
ROOM = "https://video.example.org/room"


@pytest.fixture
def event() -> Event:
    """An event online."""
    return EventFactory(title={"en": "Пумпы"}, mode="online", online_url=ROOM, time_zone="Europe/Warsaw")


def sent() -> list[tuple[str, str, Any]]:
    """To whom the mails went that are due, with the method and the entry that each carries."""
    mail.outbox.clear()
    deliver_due()
    found: list[tuple[str, str, Any]] = []
    for message in mail.outbox:
        parts = [part for part in message.message().walk() if part.get_content_type() == "text/calendar"]
        for part in parts:
            (entry,) = Calendar.from_ical(text_of(part)).walk("VEVENT")
            method = part.get_param("method")
            assert str(Calendar.from_ical(text_of(part))["method"]) == method
            assert part.get_content_charset() == "utf-8"
            found.append((message.to[0], str(method), entry))
        if not parts:
            found.append((message.to[0], "", None))
    return found


def text_of(part: Message) -> str:
    """A part as its reader sees it."""
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode()


def test_a_place_a_change_and_the_end_follow_each_other(event: Event, join: Join, office: Viewer) -> None:
    join(event, "online")
    ((address, method, entry),) = sent()
    assert method == "REQUEST"
    assert str(entry["uid"]) == uid_of(event)
    assert str(entry["attendee"]) == f"mailto:{address}"
    assert entry["attendee"].params["RSVP"] == "FALSE"
    assert str(entry["organizer"]).startswith("mailto:")
    assert str(entry["summary"]) == "Пумпы"
    assert ROOM in entry["description"]
    assert entry["dtstart"].params["TZID"] == "Europe/Warsaw"
    services.update_event(actor=office, event=event, values={"starts_at": event.starts_at.replace(minute=17)})
    ((_to, changed_method, changed),) = sent()
    assert changed_method == "REQUEST"
    assert str(changed["uid"]) == str(entry["uid"])
    assert changed["sequence"] > entry["sequence"]
    assert changed.decoded("dtstart").minute == 17
    services.cancel_event(actor=office, event=event, reason="Snow")
    ((_to, last_method, last),) = sent()
    assert (last_method, str(last["status"]), str(last["uid"])) == ("CANCEL", "CANCELLED", str(entry["uid"]))
    assert last["sequence"] > changed["sequence"]
    assert ROOM not in last["description"]


def test_a_mail_has_the_calendar_as_a_form_and_as_a_file(event: Event, join: Join) -> None:
    join(event, "online")
    mail.outbox.clear()
    deliver_due()
    message = mail.outbox[0].message()
    kinds = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "text/calendar", "application/ics"]
    (file,) = [part for part in message.walk() if part.get_filename()]
    assert file.get_filename() == f"event-{event.pk}.ics"
    assert Calendar.from_ical(text_of(file)).walk("VEVENT")


def test_who_gave_his_place_up_gets_the_event_out_of_his_calendar(event: Event, join: Join, office: Viewer) -> None:
    registration = join(event, "online")
    sent()
    services.cancel_registration(actor=office, registration=registration)
    ((_to, method, entry),) = sent()
    assert (method, str(entry["status"])) == ("CANCEL", "CANCELLED")


def test_a_late_mail_tells_what_is_true_when_it_leaves(event: Event, join: Join, person: Any, office: Viewer) -> None:
    """The confirmation waits in the outbox while the event is cancelled: nobody gets it into his calendar again."""
    join(event, "online")
    services.cancel_event(actor=office, event=event, reason="Snow")
    assert {method for _to, method, _entry in sent()} == {"CANCEL"}


def test_a_late_confirmation_of_a_place_that_is_given_up_carries_nothing(event: Event, join: Join, person: Any) -> None:
    someone = person()
    registration = join(event, "online", actor=someone)
    services.cancel_registration(actor=someone, registration=registration)
    assert "REQUEST" not in {method for _to, method, _entry in sent()}


def test_who_waits_gets_no_entry(join: Join, office: Viewer) -> None:
    full = EventFactory(capacity_on_site=1)
    join(full)
    sent()
    join(full)
    assert [method for _to, method, _entry in sent()] == [""]

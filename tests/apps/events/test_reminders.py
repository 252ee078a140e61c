"""Who has a place is reminded a day and an hour before, once for each beginning."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from clusterkit.core import ports
from clusterkit.core.ports import Notice
from clusterkit.events.enums import EventState, RegistrationState
from clusterkit.events.models import Event
from clusterkit.events.services.reminders import remind_due
from clusterkit.testing.factories.events import HybridEventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Notice]:
    """What goes through the port, whichever room fills it in this project."""
    found: list[Notice] = []
    monkeypatch.setattr(ports.notices, "_filled", found.extend)
    return found


def event_in(time: timedelta, **values: Any) -> Event:
    starts = timezone.now() + time
    event: Event = HybridEventFactory(
        starts_at=starts, ends_at=starts + 2 * HOUR, online_url="https://meet.example/pumps", **values
    )
    return event


def text(notice: Notice) -> str:
    return render_to_string(f"{notice.kind.template}.txt", {**notice.context, "url": ""})


def test_a_day_and_an_hour_before_each_once(told: list[Notice]) -> None:
    event = event_in(30 * HOUR)
    place = RegistrationFactory(event=event)
    now = timezone.now()
    hours = (5, 7, 8, 29.5, 29.6, 31)
    assert [remind_due(now + time * HOUR) for time in hours] == [0, 1, 0, 1, 0, 0]
    assert [notice.context["within"] for notice in told] == ["day", "hour"]
    assert {notice.recipients[0] for notice in told} == {place.user_id}
    assert len({notice.event for notice in told}) == 2


def test_the_link_goes_to_those_online_and_to_nobody_else(told: list[Notice]) -> None:
    event = event_in(2 * HOUR)
    online = RegistrationFactory(event=event, mode="online")
    RegistrationFactory(event=event, mode="on_site")
    remind_due()
    shown = {notice.recipients[0]: "meet.example" in text(notice) for notice in told}
    assert shown.pop(online.user_id)
    assert list(shown.values()) == [False]


def test_only_who_has_a_place_and_only_of_what_takes_place(told: list[Notice]) -> None:
    event = event_in(2 * HOUR)
    for state in (RegistrationState.CANCELLED, RegistrationState.PENDING, RegistrationState.WAITLISTED):
        RegistrationFactory(event=event, state=state)
    for of_event in (EventState.DRAFT, EventState.CANCELLED):
        RegistrationFactory(event=event_in(2 * HOUR, state=of_event))
    assert remind_due() == 0
    assert told == []


def test_a_moved_event_reminds_anew(told: list[Notice]) -> None:
    event = event_in(20 * HOUR)
    RegistrationFactory(event=event)
    assert remind_due() == 1
    Event.objects.filter(pk=event.pk).update(starts_at=event.starts_at + 2 * HOUR, ends_at=event.ends_at + 2 * HOUR)
    assert (remind_due(), remind_due()) == (1, 0)
    assert len({notice.event for notice in told}) == 2


def test_what_begins_within_the_hour_is_told_once_even_after_an_outage(told: list[Notice]) -> None:
    RegistrationFactory(event=event_in(0.5 * HOUR))
    assert remind_due() == 1
    assert told[0].context["within"] == "hour"

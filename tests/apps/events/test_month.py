"""The month and the list by day: cells, clocks, filters, what a page costs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from clusterkit.access.viewer import viewer_of
from clusterkit.events.enums import EventState
from clusterkit.events.models import Event
from clusterkit.events.selectors import events_for
from clusterkit.events.selectors.month import by_day, month_from, month_of
from clusterkit.testing.factories.accounts import CoordinatorFactory, UserFactory
from clusterkit.testing.factories.events import EventFactory, HybridEventFactory, RegistrationFactory
from tests.apps.query_counting import statements

pytestmark = pytest.mark.django_db

MINSK, WARSAW = "Europe/Minsk", "Europe/Warsaw"


def at(zone: str, *parts: int, fold: int = 0) -> datetime:
    """A moment by the clock of a place."""
    return datetime(*parts, tzinfo=ZoneInfo(zone), fold=fold)  # type: ignore[arg-type, misc]


def event(starts: datetime, *, hours: float = 2, **kwargs: Any) -> Event:
    """An event that begins then."""
    return EventFactory(starts_at=starts, ends_at=starts.astimezone(UTC) + timedelta(hours=hours), **kwargs)


def cells(first: str, viewer: Any = None) -> dict[str, list[str]]:
    """The days of a month that have something, with hours and titles."""
    month = month_of(viewer or viewer_of(AnonymousUser()), month_from(first))
    return {
        f"{cell.day:%m-%d}": [
            f"{item.begins:%H:%M} {item.event.title}" if item.begins else str(item.event.title) for item in cell.events
        ]
        for week in month.weeks
        for cell in week
        if cell.events
    }


@pytest.fixture
def warsaw() -> Iterator[None]:
    """A site whose clock is that of Warsaw."""
    with timezone.override(WARSAW):
        yield


def test_a_month_has_an_event_on_each_of_its_days() -> None:
    with timezone.override(MINSK):
        event(at(MINSK, 2027, 3, 30, 15), hours=50, title={"en": "Fair"}, time_zone=MINSK)
        event(at(MINSK, 2027, 3, 10, 22), hours=2, title={"en": "Late"}, time_zone=MINSK)
        assert cells("2027-03") == {
            "03-10": ["22:00 Late"],
            "03-30": ["15:00 Fair"],
            "03-31": ["Fair"],
            "04-01": ["Fair"],
        }


def test_the_week_begins_as_the_language_says() -> None:
    guest = viewer_of(AnonymousUser())
    for language, first in (("ru", 0), ("be", 0), ("pl", 0), ("en", 6)):
        with translation.override(language):
            assert month_of(guest, month_from("2027-03")).weekdays[0].weekday() == first


def test_the_night_in_which_summer_time_begins_and_ends(warsaw: None) -> None:
    """In March the day has 23 hours, in October 25: an event just before midnight stays on its day, as does the one after."""
    event(at(WARSAW, 2027, 3, 27, 23, 30), hours=0.5, title={"en": "Before"}, time_zone=WARSAW)
    event(at(WARSAW, 2027, 3, 28, 0, 15), hours=0.5, title={"en": "After"}, time_zone=WARSAW)
    event(at(WARSAW, 2027, 3, 28, 23, 30), hours=0.5, title={"en": "Last"}, time_zone=WARSAW)
    assert cells("2027-03") == {"03-27": ["23:30 Before"], "03-28": ["00:15 After", "23:30 Last"]}
    event(at(WARSAW, 2027, 10, 31, 2, 30), hours=0.25, title={"en": "First half past two"}, time_zone=WARSAW)
    event(at(WARSAW, 2027, 10, 31, 2, 30, fold=1), hours=0.25, title={"en": "Second"}, time_zone=WARSAW)
    event(at(WARSAW, 2027, 10, 31, 23, 30), hours=0.5, title={"en": "Night"}, time_zone=WARSAW)
    assert cells("2027-10") == {"10-31": ["02:30 First half past two", "02:30 Second", "23:30 Night"]}


def test_guests_abroad_see_both_clocks(client_for: Callable[..., Any]) -> None:
    """Warsaw is one hour behind Minsk in summer, two in winter."""
    soon = timezone.now() + timedelta(days=20)
    event(at(WARSAW, soon.year, soon.month, soon.day, 14), title={"en": "Abroad"}, time_zone=WARSAW)
    gap = 3 - int(soon.astimezone(ZoneInfo(WARSAW)).utcoffset().total_seconds() // 3600)  # type: ignore[union-attr]
    page = client_for().get(f"/events/month/?month={soon:%Y-%m}").content.decode()
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert re.search(rf"{14 + gap - 12}(:00)? p\.m\. Abroad there 2 p\.m\. \(UTC\+{3 - gap}\)", text), text
    listed = " ".join(re.sub(r"<[^>]+>", " ", client_for().get("/events/").content.decode()).split())
    assert f"(UTC+{3 - gap}; here {14 + gap - 12} p.m.)" in listed


def test_what_one_may_not_see_is_in_no_cell(client_for: Callable[..., Any]) -> None:
    soon = timezone.now() + timedelta(days=1)
    event(soon, title={"en": "For members"}, visibility="member")
    event(soon, title={"en": "Draft"}, state=EventState.DRAFT)
    shown = event(soon, title={"en": "Open"})
    RegistrationFactory(event=shown)
    for address in ("/events/days/", f"/events/month/?month={soon:%Y-%m}"):
        page = client_for().get(address).content.decode()
        assert "Open" in page
        assert "For members" not in page
        assert "Draft" not in page
        assert "You are registered" not in page
    assert "Draft" in client_for(CoordinatorFactory()).get(f"/events/month/?month={soon:%Y-%m}").content.decode()


def test_the_ways_to_look_keep_the_filters(client_for: Callable[..., Any]) -> None:
    client = client_for()
    starts = at(MINSK, 2027, 3, 10, 12)
    event(starts, title={"en": "Pump"}, mode="online")
    event(starts, title={"en": "Valve"})
    page = client.get("/events/month/?month=2027-03&mode=online").content.decode()
    assert "Pump" in page
    assert "Valve" not in page
    for address in ("/events/?mode=online", "/events/days/?mode=online", "/events/past/?mode=online"):
        assert f'href="{address}"' in page
    assert "/events/month/?mode=online&amp;month=2027-04" in page
    assert "/events/month/?mode=online" in client.get("/events/?mode=online&page=2&since=2027-01-01").content.decode()


@pytest.mark.parametrize("month", ["", "2027-13", "0000-01", "9999-12", "x", "2027-01\x00", "٢٠٢٧-٠١", "1989-12"])
def test_a_month_that_is_none_is_this_one(client_for: Callable[..., Any], month: str) -> None:
    answer = client_for().get("/events/month/", {"month": month})
    assert answer.status_code == 200
    assert 'id="today"' in answer.content.decode()


def test_the_first_and_the_last_month_have_one_neighbour(client_for: Callable[..., Any]) -> None:
    assert 'rel="prev"' not in client_for().get("/events/month/?month=1990-01").content.decode()
    assert 'rel="next"' not in client_for().get("/events/month/?month=2190-12").content.decode()


def test_days_group_what_begins_and_what_goes_on() -> None:
    now = timezone.now()
    event(now - timedelta(days=2), hours=24 * 4, title={"en": "Under way"})
    event(now + timedelta(days=3), title={"en": "Later"})
    groups = by_day(list(events_for(viewer_of(AnonymousUser())).upcoming()))
    assert [[str(row.event.title) for row in group.rows] for group in groups] == [["Under way"], ["Later"]]
    assert groups[0].is_today
    assert groups[0].day == timezone.localdate()


def test_dates_narrow_the_lists_and_the_api(client_for: Callable[..., Any]) -> None:
    """A day is one of the site's clock: 00:30 in Minsk is still the day before in universal time."""
    for day, title in ((9, "Talk nine"), (10, "Talk ten"), (11, "Talk eleven")):
        event(at(MINSK, 2031, 3, day, 0, 30), hours=1, title={"en": title})
    client = client_for()

    def found(**days: str) -> list[str]:
        results = client.get("/api/v1/events/", days).json()["results"]
        names = [item["title"]["en"] if isinstance(item["title"], dict) else item["title"] for item in results]
        page = client.get("/events/days/", days).content.decode()
        assert all((name in page) == (name in names) for name in ("Talk nine", "Talk ten", "Talk eleven"))
        return sorted(names)

    assert found(since="2031-03-10", until="2031-03-10") == ["Talk ten"]
    assert found(since="2031-03-10") == ["Talk eleven", "Talk ten"]
    assert found(until="2031-03-09") == ["Talk nine"]
    assert client.get("/api/v1/events/", {"since": "9999-12-31"}).status_code == 400
    assert client.get("/events/days/", {"since": "0001-01-01", "until": "9999-12-31"}).status_code == 200


@pytest.mark.parametrize("address", ["/events/", "/events/days/", "/events/month/"])
def test_a_page_costs_the_same_with_3_and_with_300_events(client_for: Callable[..., Any], address: str) -> None:
    user = UserFactory()
    client = client_for(user)
    middle = timezone.now().replace(day=15, hour=9)

    def cost(number: int) -> int:
        made = [
            HybridEventFactory.build(starts_at=middle + timedelta(minutes=step), ends_at=middle + timedelta(days=40))
            for step in range(number)
        ]
        Event.objects.bulk_create(made)
        RegistrationFactory(event=made[0], user=user)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address).content.decode()
        assert str(made[0].title) in page or number > 3
        return statements(queries)

    assert cost(3) == cost(297)

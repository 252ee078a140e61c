"""Events that come again by a rule."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from threading import Barrier
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, connections

from clusterkit.access.viewer import Viewer
from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput, NotPermitted, StateConflict
from clusterkit.events import services
from clusterkit.events.enums import EventState
from clusterkit.events.models import Event, EventSeries, Registration
from clusterkit.events.recurrence import Rule, parse_rule
from clusterkit.events.services.following import update_date, update_following
from clusterkit.events.services.series import end_series, make_dates, publish_series, run_series, start_series
from clusterkit.tenancy.context import run_in_cluster
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import CoordinatorFactory
from clusterkit.testing.factories.events import EventFactory
from clusterkit.testing.factories.events_organiser import SessionFactory

pytestmark = pytest.mark.django_db
WARSAW, MINSK = ZoneInfo("Europe/Warsaw"), ZoneInfo("Europe/Minsk")
Join = Callable[..., Registration]


def clocks(rule: str, first: datetime, number: int) -> list[str]:
    """The first dates of *rule* by the clock of the place."""
    zone = first.tzinfo
    assert isinstance(zone, ZoneInfo)
    found = islice(parse_rule(rule).dates(first.astimezone(UTC), zone), number)
    return [f"{at.astimezone(zone):%Y-%m-%d %H:%M}" for at in found]


@pytest.mark.parametrize(
    ("rule", "dates"),
    [
        ("FREQ=WEEKLY", ["2026-10-06", "2026-10-13", "2026-10-20"]),
        ("FREQ=WEEKLY;BYDAY=TU,TH", ["2026-10-06", "2026-10-08", "2026-10-13"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", ["2026-10-06", "2026-10-20", "2026-11-03"]),
        ("FREQ=MONTHLY;BYDAY=1TU", ["2026-10-06", "2026-11-03", "2026-12-01"]),
        ("FREQ=MONTHLY;BYDAY=-1TU", ["2026-10-06", "2026-10-27", "2026-11-24"]),
        ("FREQ=WEEKLY;COUNT=2", ["2026-10-06", "2026-10-13"]),
        ("FREQ=WEEKLY;UNTIL=20261013", ["2026-10-06", "2026-10-13"]),
    ],
)
def test_a_rule_gives_its_dates(rule: str, dates: list[str]) -> None:
    first = datetime(2026, 10, 6, 14, 0, tzinfo=MINSK)
    assert clocks(rule, first, 3) == [f"{day} 14:00" for day in dates]
    assert str(parse_rule(rule)) == rule
    assert parse_rule(rule).text()


@pytest.mark.parametrize("zone", [WARSAW, MINSK])
@pytest.mark.parametrize("first", [date(2026, 3, 24), date(2026, 10, 20)])
def test_fourteen_stays_fourteen_when_the_clocks_change(zone: ZoneInfo, first: date) -> None:
    begins = datetime(first.year, first.month, first.day, 14, 0, tzinfo=zone)
    assert [line[-5:] for line in clocks("FREQ=WEEKLY", begins, 3)] == ["14:00"] * 3
    # 02:30 does not exist in Warsaw on 29 March, and exists twice on 25 October: the series goes on, once a date.
    night = (
        datetime(2026, 3, 22, 2, 30, tzinfo=zone) if first.month == 3 else datetime(2026, 10, 18, 2, 30, tzinfo=zone)
    )
    found = list(islice(Rule(days=(6,)).dates(night.astimezone(UTC), zone), 3))
    assert len({at.astimezone(zone).date() for at in found}) == 3
    assert found == sorted(found)
    assert found[2].astimezone(zone).hour == 2


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "weekly",
        "FREQ=SECONDLY",
        "FREQ=WEEKLY;BYDAY=1TU",
        "FREQ=MONTHLY",
        "FREQ=MONTHLY;BYDAY=6TU",
        "FREQ=MONTHLY;BYDAY=1TU,2TU",
        "FREQ=WEEKLY;COUNT=0",
        "FREQ=WEEKLY;COUNT=5;UNTIL=20300101",
        "FREQ=WEEKLY;UNTIL=20261399",
        "FREQ=WEEKLY;INTERVAL=99",
        "FREQ=WEEKLY;FREQ=WEEKLY",
        "FREQ=WEEKLY;BYDAY=\x00",
    ],
)
def test_other_rules_are_refused_in_words(rule: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_rule(rule)
    assert caught.value.field == "rule"


def weekly(office: Viewer, rule: str = "FREQ=WEEKLY", **changes: Any) -> EventSeries:
    """A series of 14:00 in Warsaw from next week on."""
    start = (datetime.now(WARSAW) + timedelta(days=7)).replace(hour=14, minute=0, second=0, microsecond=0)
    event = EventFactory(
        **{"time_zone": "Europe/Warsaw", "starts_at": start, "ends_at": start + timedelta(hours=2), **changes}
    )
    SessionFactory(event=event, title="Opening")
    return start_series(actor=office, event=event, rule=rule)


def dates(series: EventSeries) -> list[Event]:
    return list(Event.objects.filter(series_id=series.pk).order_by("starts_at"))


def test_a_series_makes_the_dates_of_half_a_year_like_its_pattern(office: Viewer) -> None:
    series = weekly(office)
    made = dates(series)
    assert len(made) == 26
    assert {event.starts_at.astimezone(WARSAW).hour for event in made} == {14}
    assert {event.state for event in made} == {EventState.PUBLISHED}
    assert made[5].sessions.get().starts_at == made[5].starts_at
    assert [event.occurrence_at for event in made] == [event.starts_at for event in made]
    with pytest.raises(StateConflict):
        start_series(actor=office, event=made[3], rule="FREQ=WEEKLY")


def test_at_most_sixty_dates_lie_ahead_and_a_count_ends_them(office: Viewer) -> None:
    assert len(dates(weekly(office, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"))) == 60
    assert len(dates(weekly(office, "FREQ=WEEKLY;COUNT=3"))) == 3


def test_the_worker_makes_later_dates_once_and_brings_none_back(office: Viewer, person: Any) -> None:
    series = weekly(office)
    cancelled, taken_away = dates(series)[3:5]
    services.cancel_event(actor=office, event=cancelled, reason="Holiday")
    taken_away.delete()
    before = len(dates(series))
    assert (run_series(), len(dates(series))) == (0, before)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=15), tick=False):
        assert (run_series(), run_series()) == (2, 0)
        assert len(dates(series)) == before + 2
        with pytest.raises(NotPermitted):
            make_dates(series=series, actor=person())


def test_drafts_stay_drafts_until_all_are_published(office: Viewer) -> None:
    series = weekly(office, state=EventState.DRAFT)
    assert {event.state for event in dates(series)} == {EventState.DRAFT}
    assert publish_series(actor=office, series=series) == 26
    assert {event.state for event in dates(series)} == {EventState.PUBLISHED}
    with time_machine.travel(datetime.now(UTC) + timedelta(days=8), tick=False):
        run_series()
    assert dates(series)[-1].state == EventState.PUBLISHED


def test_one_date_changes_alone(office: Viewer) -> None:
    series = weekly(office)
    first, second, third = dates(series)[:3]
    update_date(actor=office, event=second, values={"place": "Other hall"})
    update_following(actor=office, event=first, values={"place": "New hall"})
    places = [event.place for event in dates(series)[:4]]
    assert places == ["New hall", "Other hall", "New hall", "New hall"]
    update_date(actor=office, event=third, values={})
    assert not Event.objects.get(pk=third.pk).differs, "nothing was changed"


def test_this_and_the_following_ones_move_to_another_hour_and_people_are_told(
    office: Viewer, join: Join, sent: list[ports.Notice]
) -> None:
    series = weekly(office)
    early, changed, later = (dates(series)[index] for index in (1, 4, 9))
    row = join(later)
    services.cancel_event(actor=office, event=dates(series)[6], reason="Holiday")
    sent.clear()
    start = changed.starts_at + timedelta(hours=2)
    update_following(actor=office, event=changed, values={"starts_at": start, "ends_at": start + timedelta(hours=1)})
    hours = [event.starts_at.astimezone(WARSAW).hour for event in dates(series)]
    assert hours == [14] * 4 + [16, 16, 14] + [16] * 19
    moved = Event.objects.get(pk=later.pk)
    assert (moved.sequence, moved.ends_at - moved.starts_at) == (1, timedelta(hours=1))
    assert moved.sessions.get().starts_at == moved.starts_at
    assert Registration.objects.get(pk=row.pk).state == row.state
    assert [notice.recipients for notice in sent if notice.recipients] == [[row.user_id]]
    assert Event.objects.get(pk=early.pk).version == early.version
    with time_machine.travel(datetime.now(UTC) + timedelta(days=8), tick=False):
        run_series()
    assert dates(series)[-1].starts_at.astimezone(WARSAW).hour == 16


def test_only_one_date_moves_to_another_day(office: Viewer) -> None:
    series = weekly(office)
    first, second = dates(series)[:2]
    times = {"starts_at": first.starts_at + timedelta(days=1), "ends_at": first.ends_at + timedelta(days=1)}
    with pytest.raises(InvalidInput) as caught:
        update_following(actor=office, event=first, values=times)
    assert caught.value.field == "starts_at"
    update_date(actor=office, event=first, values=times)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=8), tick=False):
        run_series()
    last = dates(series)[-1]
    assert last.starts_at.astimezone(WARSAW).weekday() == second.starts_at.astimezone(WARSAW).weekday()


def test_a_series_ends_with_or_without_its_dates(office: Viewer, join: Join, sent: list[ports.Notice]) -> None:
    kept, called_off = weekly(office), weekly(office)
    end_series(actor=office, series=kept)
    row = join(dates(called_off)[2])
    sent.clear()
    end_series(actor=office, series=called_off, cancel_reason="No speaker")
    assert {event.state for event in dates(kept)} == {EventState.PUBLISHED}
    assert {event.state for event in dates(called_off)} == {EventState.CANCELLED}
    assert [notice.recipients for notice in sent if notice.recipients] == [[row.user_id]]
    with time_machine.travel(datetime.now(UTC) + timedelta(days=30), tick=False):
        assert run_series() == 0
    with pytest.raises(StateConflict):
        end_series(actor=office, series=kept)


def test_a_series_is_planned_changed_and_ended_on_its_pages(client_for: Any) -> None:
    client = client_for(CoordinatorFactory())
    day = (datetime.now(MINSK) + timedelta(days=62)).replace(day=1, hour=14, minute=0, second=0, microsecond=0)
    start = day + timedelta(days=(1 - day.weekday()) % 7)
    event = EventFactory(starts_at=start, ends_at=start + timedelta(hours=1), state=EventState.DRAFT)
    plan = f"/events/{event.pk}/series/"
    assert "the first Tuesday" in client.get(plan).content.decode()
    assert client.post(plan, {"how": "nth1", "ends": "count", "count": ""}).status_code == 422
    assert client.post(plan, {"how": "nth2", "ends": "open"}).status_code == 422
    answer = client.post(plan, {"how": "nth1", "ends": "count", "count": "4"})
    series = EventSeries.objects.get()
    assert series.rule == "FREQ=MONTHLY;BYDAY=1TU;COUNT=4"
    assert answer["Location"] == f"/events/series/{series.pk}/"
    page = client.get(answer["Location"]).content.decode()
    assert "first: Tuesday; 4 times" in page
    assert client.post(f"{answer['Location']}publish/").status_code == 302
    second = dates(series)[1]
    guest = client_for()
    shown = guest.get(f"/events/{event.pk}/").content.decode()
    assert f"/events/{second.pk}/" in shown
    assert guest.get(f"/events/series/{series.pk}/").status_code in (302, 404)
    form = client.get(f"/events/{second.pk}/edit/")
    data = {name: value for name, value in form.context["form"].initial.items() if value is not None}
    data |= {"title_en": "Seminar", "place": "Attic", "reach": "following", "visibility": "guest"}
    data |= {name: data[name].isoformat() for name in ("starts_at", "ends_at")}
    for name in ("cover", "organiser", "sectors", "title", "summary", "body", "directions"):
        data.pop(name, None)
    answer = client.post(f"/events/{second.pk}/edit/", data)
    assert answer.status_code == 302, dict(answer.context["form"].errors)
    assert [row.place for row in dates(series)[1:]] == ["Attic"] * 3
    assert client.post(f"/events/series/{series.pk}/end/", {"reason": ""}).status_code == 302
    assert "has ended" in client.get(f"/events/series/{series.pk}/").content.decode()


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("locked", [True, False])
def test_two_workers_at_once_make_each_date_once(
    alpha: Cluster, office: Viewer, monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    """Without the lock the unique constraint stops the second worker: it fails, and no date is there twice."""
    series = weekly(office, "FREQ=WEEKLY;COUNT=4")
    Event.objects.filter(series_id=series.pk).exclude(pk=series.pattern_id).delete()
    EventSeries.objects.filter(pk=series.pk).update(made_until=series.first_at)
    start = Barrier(2)
    if not locked:
        monkeypatch.setattr(
            "clusterkit.events.services.series.locked_series", lambda row: EventSeries.objects.get(pk=row.pk)
        )

    def visit(_number: int) -> int:
        def act() -> int:
            start.wait(timeout=30)
            return run_series()

        try:
            return run_in_cluster(alpha, act)
        except IntegrityError:
            return -1
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        made = sorted(pool.map(visit, range(2)))
    assert made == ([0, 3] if locked else [-1, 3])
    assert len(dates(series)) == 4

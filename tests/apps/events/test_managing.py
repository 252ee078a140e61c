"""Writing, changing, cancelling, copying and closing events."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from clusterkit.access.viewer import Viewer
from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput, NotPermitted, StaleVersion, StateConflict
from clusterkit.events import services
from clusterkit.events.enums import EventState, RegistrationState
from clusterkit.events.hooks import event_published
from clusterkit.events.models import Event, Registration
from clusterkit.testing.factories.directory import SectorFactory
from clusterkit.testing.factories.events import EventFactory, HybridEventFactory

pytestmark = pytest.mark.django_db
Join = Callable[..., Registration]


def values(**changes: Any) -> dict[str, Any]:
    """The least that an event needs."""
    start = timezone.now() + timedelta(days=5)
    return {
        "title": {"ru": "Семинар"},
        "mode": "on_site",
        "place": "Зал",
        "starts_at": start,
        "ends_at": start + timedelta(hours=1),
        **changes,
    }


def test_a_draft_is_written_and_published(office: Viewer, django_capture_on_commit_callbacks: Any) -> None:
    sector = SectorFactory()
    given = values()
    event = services.create_event(
        actor=office,
        values=given,
        sectors=[sector],
        speakers=[{"name": "Анна", "role": "технолог"}, {"name": "Иван"}],
        sessions=[{"title": "Начало", "starts_at": given["starts_at"], "speakers": ["Иван"]}],
    )
    assert event.state == EventState.DRAFT
    assert [str(speaker) for speaker in event.sessions.get().speakers.all()] == ["Иван"]
    assert [item.name for item in event.speakers.all()] == ["Анна", "Иван"]
    assert list(event.sectors.all()) == [sector]
    heard: list[Event] = []
    with (
        event_published.override(lambda changed: heard.append(changed.obj)),
        django_capture_on_commit_callbacks(execute=True),
    ):
        services.publish_event(actor=office, event=event)
    assert [item.state for item in heard] == [EventState.PUBLISHED]
    with pytest.raises(StateConflict):
        services.publish_event(actor=office, event=event)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": {}}, "title"),
        ({"place": " "}, "place"),
        ({"ends_at": timezone.now()}, "ends_at"),
        ({"ends_at": timezone.now() + timedelta(days=300)}, "ends_at"),
        ({"time_zone": "Europe/Novopolotsk"}, "time_zone"),
        ({"capacity_on_site": 10**9}, "capacity_on_site"),
        ({"offer_hours": 10**4}, "offer_hours"),
        ({"registration_opens": timezone.now() + timedelta(days=30)}, "registration_opens"),
        ({"registration_closes": timezone.now() + timedelta(days=30)}, "registration_closes"),
    ],
)
def test_values_must_make_sense_together(office: Viewer, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        services.create_event(actor=office, values=values(**changes))
    assert caught.value.field == field


def test_only_the_office_writes(person: Any) -> None:
    with pytest.raises(NotPermitted):
        services.create_event(actor=person(), values=values())
    for act in (services.publish_event, services.end_event, services.copy_event):
        with pytest.raises(NotPermitted):
            act(actor=person(), event=EventFactory())


def test_a_new_time_is_told_to_who_comes_and_to_calendars(office: Viewer, join: Join, sent: list[ports.Notice]) -> None:
    event = EventFactory(capacity_on_site=1)
    rows = [join(event), join(event)]
    sent.clear()
    later = event.starts_at + timedelta(hours=1)
    changed = services.update_event(
        actor=office, event=event, values={"starts_at": later, "ends_at": later + timedelta(hours=1)}
    )
    assert changed.sequence == 1
    assert [notice.kind.code for notice in sent] == ["events.event_changed"]
    assert set(sent[0].recipients) == {row.user_id for row in rows}
    sent.clear()
    same = services.update_event(actor=office, event=event, values={"body": {"ru": "Подробнее"}})
    assert (same.sequence, sent) == (1, [])


def test_a_stale_form_and_a_mode_that_people_use_are_refused(office: Viewer, join: Join) -> None:
    event = HybridEventFactory()
    with pytest.raises(StaleVersion):
        services.update_event(actor=office, event=event, values={}, expected_version=9)
    join(event, "online")
    with pytest.raises(InvalidInput) as caught:
        services.update_event(actor=office, event=event, values={"mode": "on_site"})
    assert caught.value.field == "mode"


def test_a_cancelled_event_tells_everybody_once(office: Viewer, join: Join, sent: list[ports.Notice]) -> None:
    event = EventFactory(capacity_on_site=1)
    rows = [join(event), join(event), join(event)]
    services.cancel_registration(actor=office, registration=rows[2])
    sent.clear()
    with pytest.raises(InvalidInput):
        services.cancel_event(actor=office, event=event, reason="")
    cancelled = services.cancel_event(actor=office, event=event, reason="The hall is closed")
    assert (cancelled.state, cancelled.sequence, cancelled.cancel_reason) == ("cancelled", 1, "The hall is closed")
    assert len(sent) == 1
    assert set(sent[0].recipients) == {row.user_id for row in rows[:2]}
    with pytest.raises(StateConflict):
        services.update_event(actor=office, event=event, values={"place": "Other"})


def test_a_copy_is_a_draft_at_the_same_hour_of_the_wall(office: Viewer) -> None:
    warsaw = ZoneInfo("Europe/Warsaw")
    start = (timezone.now() + timedelta(days=1)).astimezone(warsaw).replace(hour=10, minute=0, second=0, microsecond=0)
    event = EventFactory(time_zone="Europe/Warsaw", starts_at=start, ends_at=start + timedelta(hours=2))
    copy = services.copy_event(actor=office, event=event)
    assert (copy.state, copy.pk == event.pk) == (EventState.DRAFT, False)
    assert copy.starts_at.astimezone(warsaw).hour == 10
    assert copy.starts_at > event.starts_at


def test_an_event_ends_by_hand_or_by_time(office: Viewer, join: Join) -> None:
    event = EventFactory(capacity_on_site=1)
    row, waiting = join(event), join(event)
    with pytest.raises(StateConflict):
        services.end_event(actor=office, event=event)
    with time_machine.travel(event.ends_at + timedelta(minutes=1), tick=False):
        assert services.run_due() == 1
        assert Event.objects.get(pk=event.pk).state == EventState.ENDED
        assert services.mark_absent(actor=office, registration=row).state == RegistrationState.NO_SHOW
    assert Registration.objects.get(pk=waiting.pk).state == RegistrationState.WAITLISTED

"""What is done at the door: one answer for each ticket, and acts that come late, twice or in another order."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.core.exceptions import NotPermitted, NotVisible
from clusterkit.events import services
from clusterkit.events.codes import hash_of_code, plain_code
from clusterkit.events.enums import CheckInKind, EventState, RegistrationState
from clusterkit.events.models import CheckIn, Event, Registration
from clusterkit.events.services import Act
from clusterkit.events.services import door as door_services
from clusterkit.tenancy.context import run_in_cluster
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import CoordinatorFactory
from clusterkit.testing.factories.events import EventFactory, HybridEventFactory, RegistrationFactory

R = RegistrationState
pytestmark = pytest.mark.django_db


def act(row: Registration, kind: str = CheckInKind.IN, *, ago: float = 0, key: uuid.UUID | None = None) -> Act:
    """Something that was done so many minutes *ago*."""
    return Act(key or uuid.uuid4(), kind, timezone.now() - timedelta(minutes=ago), code=row.code)


def noted(office: Viewer, event: Event, *acts: Act) -> list[str]:
    """The outcomes."""
    return [answer.outcome for answer in services.note_acts(actor=office, event=event, acts=acts)]


def test_a_ticket_lets_in_once_and_says_when(office: Viewer) -> None:
    row = RegistrationFactory()
    first = services.note_act(actor=office, event=row.event, act=act(row, ago=5))
    again = services.note_act(actor=office, event=row.event, act=act(row))
    assert (first.outcome, first.tone, again.outcome, again.tone) == ("in", "good", "again", "warn")
    assert again.at == first.at
    row.refresh_from_db()
    assert (row.state, row.checked_in_at) == (R.ATTENDED, first.at)


@pytest.mark.parametrize(
    ("state", "outcome"),
    [(R.PENDING, "pending"), (R.WAITLISTED, "waiting"), (R.CANCELLED, "cancelled"), (R.REJECTED, "rejected")],
)
def test_who_has_no_place_is_refused_with_the_reason(office: Viewer, state: str, outcome: str) -> None:
    row = RegistrationFactory(state=state)
    answer = services.note_act(actor=office, event=row.event, act=act(row))
    assert (answer.outcome, answer.tone) == (outcome, "bad")
    assert not CheckIn.objects.exists()


def test_tickets_of_other_events_and_of_nobody_are_told_apart(office: Viewer) -> None:
    row, other = RegistrationFactory(), EventFactory()
    answer = services.note_act(actor=office, event=other, act=act(row))
    assert answer.outcome == "other_event"
    assert str(row.event) in answer.text
    nobody = Act(uuid.uuid4(), CheckInKind.IN, timezone.now(), code="NOSUCHCODE")
    assert noted(office, other, nobody) == ["unknown"]
    called_off = RegistrationFactory(event__state=EventState.CANCELLED)
    assert noted(office, called_off.event, act(called_off)) == ["closed"]


def test_who_did_not_come_comes_after_all(office: Viewer) -> None:
    row = RegistrationFactory(state=R.NO_SHOW)
    assert noted(office, row.event, act(row)) == ["in"]


def test_the_same_key_counts_once(office: Viewer) -> None:
    row, key = RegistrationFactory(), uuid.uuid4()
    assert noted(office, row.event, act(row, key=key)) == ["in"]
    assert noted(office, row.event, act(row, key=key)) == ["in"]
    assert CheckIn.objects.count() == 1
    other = RegistrationFactory(event=row.event)
    assert noted(office, row.event, act(other, key=key)) == ["key_taken"]


def test_acts_count_in_the_order_in_which_they_were_done(office: Viewer) -> None:
    """A device that was away says at last that it let somebody in before another one took it back."""
    row = RegistrationFactory()
    assert noted(office, row.event, act(row, ago=10), act(row, CheckInKind.UNDO, ago=2)) == ["in", "undone"]
    assert noted(office, row.event, act(row, ago=5)) == ["later"]
    row.refresh_from_db()
    assert (row.state, row.checked_in_at) == (R.CONFIRMED, None)
    assert noted(office, row.event, act(row, ago=1)) == ["in"]
    assert noted(office, row.event, act(row, CheckInKind.UNDO, ago=3)) == ["again"]


def test_a_batch_is_brought_into_order(office: Viewer) -> None:
    row = RegistrationFactory()
    assert noted(office, row.event, act(row, CheckInKind.UNDO, ago=1), act(row, ago=2)) == ["in", "undone"]
    row.refresh_from_db()
    assert row.state == R.CONFIRMED


def test_the_earliest_moment_stays_when_two_devices_let_the_same_person_in(office: Viewer) -> None:
    row = RegistrationFactory()
    noted(office, row.event, act(row, ago=1))
    early = act(row, ago=7)
    assert noted(office, row.event, early) == ["again"]
    row.refresh_from_db()
    assert row.checked_in_at == early.done_at


def test_nothing_is_taken_back_that_was_not_done(office: Viewer) -> None:
    row = RegistrationFactory()
    assert noted(office, row.event, act(row, CheckInKind.UNDO)) == ["not_in"]
    came_before_acts_were_kept = RegistrationFactory(state=R.ATTENDED)
    assert noted(office, came_before_acts_were_kept.event, act(came_before_acts_were_kept, CheckInKind.UNDO)) == [
        "undone"
    ]


def test_a_wrong_clock_is_put_right(office: Viewer) -> None:
    row, now = RegistrationFactory(), timezone.now()
    fast = now + timedelta(hours=3)
    done = Act(uuid.uuid4(), CheckInKind.IN, fast - timedelta(minutes=4), code=row.code)
    [answer] = services.note_acts(actor=office, event=row.event, acts=[done], sent_at=fast)
    assert answer.at is not None
    assert abs(answer.at - (now - timedelta(minutes=4))) < timedelta(seconds=30)
    for nonsense in (now.replace(year=1), now.replace(year=9998)):
        assert abs(door_services.true_moment(nonsense, nonsense, now) - now) < timedelta(seconds=1)


def test_buttons_of_the_list_and_the_door_agree(office: Viewer) -> None:
    row = RegistrationFactory()
    services.check_in(actor=office, registration=row)
    assert noted(office, row.event, act(row)) == ["again"]
    services.undo_check_in(actor=office, registration=row)
    assert list(CheckIn.objects.order_by("pk").values_list("kind", flat=True)) == ["in", "in", "undo"]
    row.refresh_from_db()
    assert row.state == R.CONFIRMED


def test_codes_are_read_as_people_type_them() -> None:
    assert plain_code(" abcd-efgh 23 ") == "ABCDEFGH23"
    assert plain_code("АВСЕН23456") == "ABCEH23456"
    assert plain_code("https://a.example/events/3/check-in/ABCDEFGH23/") == "ABCDEFGH23"
    assert plain_code("1l") == "LL"


def test_only_who_works_at_the_door_does(person: Callable[..., Viewer]) -> None:
    row = RegistrationFactory()
    with pytest.raises((NotPermitted, NotVisible)):
        services.note_acts(actor=person(), event=row.event, acts=[act(row)])
    with pytest.raises((NotPermitted, NotVisible)):
        services.note_act(actor=person(), event=row.event, act=act(row))


@pytest.fixture
def desk(client_for: Any) -> Client:
    """A coordinator's browser."""
    return client_for(CoordinatorFactory())  # type: ignore[no-any-return]


def test_the_page_lets_in_finds_and_takes_back(desk: Client) -> None:
    row = RegistrationFactory(event=HybridEventFactory(), name="Анна Ковалёва")
    url = reverse("clusterkit_events:door", kwargs={"pk": row.event_id})
    assert 'data-mode="on_site"' in desk.get(url).text
    key = str(uuid.uuid4())
    for _turn in range(2):  # a page that is loaded again sends its form again
        answer = desk.post(url, {"code": row.code.lower(), "kind": "in", "key": key})
        assert answer.status_code == 200
        assert "ck-outcome--good" in answer.text
    assert "Анна Ковалёва" in desk.get(url, {"q": "ковал"}).text
    back = desk.post(url, {"registration": row.pk, "kind": "undo"})
    assert "ck-outcome--info" in back.text
    wrong = desk.post(url, {"code": "NOSUCHCODE"})
    assert wrong.status_code == 422
    assert "NOSUCHCODE" in wrong.text
    for nonsense in ({"code": ""}, {"code": "A\x00"}, {"registration": "9" * 40}, {"code": "A", "key": "x"}):
        assert desk.post(url, nonsense).status_code == 422
    assert desk.get(url, {"q": "a\x00"}).status_code == 200


def test_a_scanned_ticket_opens_its_person(desk: Client) -> None:
    row = RegistrationFactory(name="Анна Ковалёва")
    url = reverse("clusterkit_events:check_in_code", kwargs={"pk": row.event_id, "code": row.code})
    assert "Анна Ковалёва" in desk.get(url).text
    assert "ck-outcome--good" in desk.post(url, {"kind": "in"}).text
    assert "ck-outcome--warn" in desk.post(url, {"kind": "in"}).text
    assert desk.get(url.replace(row.code, "NOSUCHCODE")).status_code == 404


def test_the_list_of_the_door_costs_the_same_for_one_and_for_three(desk: Client) -> None:
    event = EventFactory()
    url = reverse("clusterkit_events_api:check-ins", kwargs={"pk": event.pk})
    counts = []
    for many in (1, 2):
        RegistrationFactory.create_batch(many, event=event)
        desk.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert len(desk.get(url).json()["people"]) == 2 * many - 1
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_devices_send_what_they_noted(desk: Client) -> None:
    row = RegistrationFactory()
    url = reverse("clusterkit_events_api:check-ins", kwargs={"pk": row.event_id})
    [person] = desk.get(url).json()["people"]
    assert person["hash"] == hash_of_code(row.event_id, row.code)
    assert row.code not in desk.get(url).text
    body = {"acts": [{"key": str(uuid.uuid4()), "kind": "in", "code": row.code, "done_at": timezone.now().isoformat()}]}
    for _turn in range(2):
        answer = desk.post(url, body, content_type="application/json").json()
        assert [item["outcome"] for item in answer["answers"]] == ["in"]
        assert [(count["arrived"], count["expected"]) for count in answer["counts"]] == [(1, 1)]
    assert desk.post(url, {"acts": []}, content_type="application/json").status_code == 400


def test_the_door_is_shut_for_others(client_for: Any) -> None:
    row = RegistrationFactory()
    client = client_for(row.user)
    for name in ("clusterkit_events:door", "clusterkit_events_api:check-ins"):
        assert client.get(reverse(name, kwargs={"pk": row.event_id})).status_code in (403, 404)


class AtOnce:
    """Several devices at one moment, each on a connection of its own."""

    def __init__(self, cluster: Cluster, office: Viewer, event: Event) -> None:
        self.cluster, self.office, self.event = cluster, office, event

    def do(self, acts: list[Act]) -> list[str]:
        """The outcomes, in any order."""
        start = threading.Barrier(len(acts))

        def one(item: Act) -> str:
            def note() -> str:
                event = Event.objects.get(pk=self.event.pk)
                start.wait(timeout=30)
                return services.note_act(actor=self.office, event=event, act=item).outcome

            try:
                return run_in_cluster(self.cluster, note)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(acts)) as pool:
            return sorted(pool.map(one, acts))


@pytest.mark.django_db(transaction=True)
def test_one_code_on_many_devices_lets_in_once(alpha: Cluster) -> None:
    row = RegistrationFactory()
    devices = AtOnce(alpha, viewer_of(CoordinatorFactory()), row.event)
    assert devices.do([act(row) for _device in range(6)]) == ["again"] * 5 + ["in"]
    key = uuid.uuid4()
    assert set(devices.do([act(row, key=key) for _device in range(4)])) <= {"in", "again"}
    assert CheckIn.objects.filter(key=key).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_check_in_against_its_undo_ends_as_the_moments_say(alpha: Cluster) -> None:
    row = RegistrationFactory()
    office = viewer_of(CoordinatorFactory())
    noted(office, row.event, act(row, ago=9))
    AtOnce(alpha, office, row.event).do([act(row, CheckInKind.UNDO, ago=2), act(row, ago=4), act(row, ago=6)])
    row.refresh_from_db()
    assert row.state == R.CONFIRMED


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_scan_lets_in_more_than_once(alpha: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what holds above is the lock's doing."""
    read = threading.Barrier(4)
    find = door_services._row_of

    def unlocked(event: Event) -> Event:
        return Event.objects.get(pk=event.pk)

    def found_by_all(event: Event, item: Act) -> Registration | None:
        row = find(event, item)
        read.wait(timeout=30)
        return row

    monkeypatch.setattr(door_services, "locked_event", unlocked)
    monkeypatch.setattr(door_services, "_row_of", found_by_all)
    row = RegistrationFactory()
    devices = AtOnce(alpha, viewer_of(CoordinatorFactory()), row.event)
    with pytest.raises(Exception, match="already"):
        devices.do([act(row) for _device in range(4)])

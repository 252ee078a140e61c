"""Twenty people at one moment and five places: with the lock five get one, without it more."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.core.exceptions import NotVisible, StateConflict
from clusterkit.events import services
from clusterkit.events.enums import RegistrationState
from clusterkit.events.hooks import BeforeRegistration, before_registration
from clusterkit.events.models import Event, Registration, RegistrationQuerySet
from clusterkit.events.services import answers, registering
from clusterkit.tenancy.context import run_in_cluster
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.events import EventFactory
from tests.apps.events.conftest import person_of
from tests.apps.events.test_questions import ask

PEOPLE, PLACES = 20, 5
R = RegistrationState
pytestmark = pytest.mark.django_db(transaction=True)


def rush(cluster: Cluster, event: Event, users: Sequence[object]) -> None:
    """All register at once, each on a connection of its own."""
    start = threading.Barrier(len(users))

    def one(user: object) -> None:
        def act() -> None:
            actor = viewer_of(user)  # type: ignore[arg-type]
            fresh = Event.objects.get(pk=event.pk)
            start.wait(timeout=30)
            services.register(actor=actor, event=fresh, mode="on_site")

        try:
            run_in_cluster(cluster, act)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(users)) as pool:
        list(pool.map(one, users))


def test_the_last_places_are_given_once_and_the_others_wait_in_order(alpha: Cluster) -> None:
    event = EventFactory(capacity_on_site=PLACES)
    rush(alpha, event, [UserFactory() for _number in range(PEOPLE)])
    rows = Registration.objects.filter(event=event)
    assert rows.filter(state=R.CONFIRMED).count() == PLACES
    assert rows.filter(state=R.WAITLISTED).count() == PEOPLE - PLACES
    assert len(set(rows.filter(state=R.WAITLISTED).values_list("queued_at", "pk"))) == PEOPLE - PLACES


def test_without_the_lock_the_same_rush_gives_more_places_than_there_are(
    alpha: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unlocked(event: Event) -> Event:
        found = Event.objects.filter(pk=event.pk).first()
        if found is None:
            raise NotVisible
        return found

    monkeypatch.setattr(registering, "locked_event", unlocked)
    counted = threading.Barrier(PEOPLE)

    def everybody_has_counted(payload: BeforeRegistration) -> None:
        counted.wait(timeout=30)

    event = EventFactory(capacity_on_site=PLACES)
    users = [UserFactory() for _number in range(PEOPLE)]
    with before_registration.override(everybody_has_counted):
        rush(alpha, event, users)
    assert Registration.objects.filter(event=event, state=R.CONFIRMED).count() == PEOPLE


def test_two_who_cancel_at_once_promote_two(alpha: Cluster) -> None:
    event = EventFactory(capacity_on_site=2)
    rows = [services.register(actor=viewer_of(UserFactory()), event=event, mode="on_site") for _number in range(4)]
    start = threading.Barrier(2)
    schema = connection.schema_name  # type: ignore[attr-defined]

    def leave(row: Registration) -> None:
        def act() -> None:
            own = Registration.objects.select_related("event", "user").get(pk=row.pk)
            actor = viewer_of(person_of(own))
            start.wait(timeout=30)
            services.cancel_registration(actor=actor, registration=own)

        try:
            run_in_cluster(alpha, act)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(leave, rows[:2]))
    assert connection.schema_name == schema  # type: ignore[attr-defined]
    states = list(Registration.objects.order_by("pk").values_list("state", flat=True))
    assert states == [R.CANCELLED, R.CANCELLED, R.CONFIRMED, R.CONFIRMED]


def test_one_person_who_presses_twice_is_registered_once(alpha: Cluster) -> None:
    event = EventFactory(capacity_on_site=PLACES)
    user = UserFactory()
    start = threading.Barrier(2)
    answers: list[str] = []

    def press() -> None:
        def act() -> None:
            actor = viewer_of(user)
            start.wait(timeout=30)
            answers.append(str(services.register(actor=actor, event=event_here(), mode="on_site").state))

        def event_here() -> Event:
            return Event.objects.get(pk=event.pk)

        attempt(lambda: run_in_cluster(alpha, act), answers)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _number: press(), range(2)))
    assert sorted(answers) == ["confirmed", "conflict"]


@pytest.mark.parametrize("locked", [True, False])
def test_answers_are_not_corrected_behind_a_cancellation(
    alpha: Cluster, office: Viewer, locked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the locks, the control, the correction looks before the cancellation is there and writes after it."""
    event = EventFactory()
    ask(office, event)
    person = viewer_of(UserFactory())
    row = services.register(actor=person, event=event, mode="on_site", answers={"lunch": "meat"})
    if not locked:
        monkeypatch.setattr(answers, "locked_event", lambda event: Event.objects.get(pk=event.pk))
        monkeypatch.setattr(RegistrationQuerySet, "select_for_update", lambda rows, **options: rows.all())

    def correct() -> object:
        def act() -> object:
            own = Registration.objects.select_related("event", "form_version").get(pk=row.pk)
            try:
                return services.change_answers(
                    actor=viewer_of(person.user), registration=own, answers={"lunch": "none"}
                )
            except StateConflict as error:
                return error

        try:
            return run_in_cluster(alpha, act)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            services.cancel_registration(actor=person, registration=row)
            going = pool.submit(correct)
            wait_for_a_lock()
        outcome = going.result(timeout=30)
    row.refresh_from_db()
    assert row.state == R.CANCELLED
    assert (isinstance(outcome, StateConflict), row.answers["lunch"]) == ((True, "meat") if locked else (False, "none"))


def wait_for_a_lock() -> None:
    """Until another connection to this database waits for one."""
    for _try in range(200):
        with connection.cursor() as cursor:
            # Within a transaction the list of connections would stay as it was at the first look.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone() is not None:
                return
        time.sleep(0.05)
    raise AssertionError("nobody waits")


def attempt(act: Callable[[], None], answers: list[str]) -> None:
    """Note the refusal, and close the thread's connection."""
    from clusterkit.core.exceptions import Conflict

    try:
        act()
    except Conflict as error:
        answers.append(error.code)
    finally:
        connections.close_all()

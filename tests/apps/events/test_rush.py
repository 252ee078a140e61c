"""A rush over HTTP: everybody presses the button at one moment, on a site that is really served."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connections
from django.test.testcases import LiveServerThread
from django.test.testcases import _StaticFilesHandler as Handler

from clusterkit.core.exceptions import NotVisible
from clusterkit.events.enums import RegistrationState
from clusterkit.events.hooks import BeforeRegistration, before_registration
from clusterkit.events.models import Event, Registration
from clusterkit.events.services import registering
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.events import EventFactory

PEOPLE, PLACES = 12, 3
R = RegistrationState
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
TOKEN = "a" * 32


@pytest.fixture
def port() -> Iterator[int]:
    """The port at which the site is served, a thread for each request."""
    server = LiveServerThread("127.0.0.1", Handler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    assert server.error is None
    yield int(server.port)
    server.terminate()


def rush(port: int, event: Event, clients: Sequence[Any]) -> list[int]:
    """All send the form at once; the statuses of the answers."""
    start = threading.Barrier(len(clients))
    body = urlencode({"mode": "on_site", "name": "Somebody", "consent": "none", "message": ""})

    def press(client: Any) -> int:
        cookies = {name: morsel.value for name, morsel in client.cookies.items()} | {"csrftoken": TOKEN}
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {
            "Host": client.defaults["HTTP_HOST"],
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": TOKEN,
        }
        start.wait(timeout=30)
        line.request("POST", f"/events/{event.pk}/register/", body, headers)
        status = line.getresponse().status
        line.close()
        return status

    with ThreadPoolExecutor(len(clients)) as pool:
        return list(pool.map(press, clients))


@pytest.fixture
def people(client_for: Callable[..., Any]) -> list[Any]:
    """Signed-in people."""
    return [client_for(UserFactory()) for _number in range(PEOPLE)]


def test_the_places_are_given_once_over_http(alpha: Cluster, port: int, people: list[Any]) -> None:
    event = EventFactory(capacity_on_site=PLACES)
    assert rush(port, event, people) == [302] * PEOPLE
    rows = Registration.objects.filter(event=event)
    assert rows.filter(state=R.CONFIRMED).count() == PLACES
    order = list(rows.filter(state=R.WAITLISTED).order_by("queued_at", "pk").values_list("pk", flat=True))
    assert order == sorted(order), "the queue stands in the order of arrival"
    assert len(order) == PEOPLE - PLACES


def test_without_the_lock_the_same_rush_gives_more_places_than_there_are(
    alpha: Cluster, port: int, people: list[Any], monkeypatch: pytest.MonkeyPatch
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
    with before_registration.override(everybody_has_counted):
        assert set(rush(port, event, people)) == {302}
    connections.close_all()
    assert Registration.objects.filter(event=event, state=R.CONFIRMED).count() > PLACES

"""What the tests of events share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.core import ports
from clusterkit.events.models import Event, Registration
from clusterkit.events.services import register
from clusterkit.testing.factories.accounts import CoordinatorFactory, UserFactory


def person_of(registration: Registration) -> Any:
    """The user of a registration that is no guest's."""
    assert registration.user is not None
    return registration.user


@pytest.fixture
def office(db: None) -> Viewer:
    """A coordinator."""
    return viewer_of(CoordinatorFactory())


@pytest.fixture
def person(db: None) -> Callable[..., Viewer]:
    """Makes a registered person."""
    return lambda **kwargs: viewer_of(UserFactory(**kwargs))


@pytest.fixture
def join(person: Callable[..., Viewer]) -> Callable[..., Registration]:
    """Registers a new person for an event: ``join(event, "online")``."""

    def make(event: Event, mode: str = "on_site", **kwargs: Any) -> Registration:
        return register(actor=kwargs.pop("actor", None) or person(), event=event, mode=mode, **kwargs)

    return make


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[ports.Notice]:
    """The notices handed to the port, in order; they still reach the room that fills it."""
    seen: list[ports.Notice] = []
    inner = ports.notices.call

    def keep(items: Any) -> None:
        items = list(items)
        seen.extend(items)
        inner(items)

    monkeypatch.setattr(ports.notices, "_filled", keep)
    return seen

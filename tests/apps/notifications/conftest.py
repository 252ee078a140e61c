"""A kind of notice for the tests, with templates of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from clusterkit.core.ports import Notice, notice_kinds
from tests.apps.notifications.kinds import HELLO, KINDS


@pytest.fixture(autouse=True)
def _kinds(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in KINDS:
        monkeypatch.setitem(notice_kinds._kinds, kind.code, kind)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]}]


@pytest.fixture
def notice() -> Callable[..., Notice]:
    """Makes a notice: ``notice(user, event="x", thing="A pump")``."""

    def make(*users: Any, event: str = "testing:1", thing: str = "A pump", **kwargs: Any) -> Notice:
        kwargs.setdefault("kind", HELLO)
        kwargs.setdefault("path", "/things/1/")
        return Notice(recipients=[user.pk for user in users], event=event, context={"thing": thing}, **kwargs)

    return make

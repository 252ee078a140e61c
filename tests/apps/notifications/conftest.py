"""A kind of notice for the tests, with templates of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from clusterkit.core.ports import MailTiming, Notice, NoticeKind, notice_kinds

HELLO = notice_kinds.declare(NoticeKind("testing.hello", "Hello", "testing/hello"))
QUIET = notice_kinds.declare(NoticeKind("testing.quiet", "Quiet", "testing/hello", default=MailTiming.NONE))
DAILY = notice_kinds.declare(NoticeKind("testing.daily", "Daily", "testing/hello", default=MailTiming.DAILY))
WEEKLY = notice_kinds.declare(NoticeKind("testing.weekly", "Weekly", "testing/hello", default=MailTiming.WEEKLY))
REQUIRED = notice_kinds.declare(NoticeKind("testing.required", "Required", "testing/hello", required=True))
BROKEN = notice_kinds.declare(NoticeKind("testing.broken", "Broken", "testing/broken"))


@pytest.fixture(autouse=True)
def _templates(settings: Settings) -> None:
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]}]


@pytest.fixture
def notice() -> Callable[..., Notice]:
    """Makes a notice: ``notice(user, event="x", thing="A pump")``."""

    def make(*users: Any, event: str = "testing:1", thing: str = "A pump", **kwargs: Any) -> Notice:
        kwargs.setdefault("kind", HELLO)
        kwargs.setdefault("path", "/things/1/")
        return Notice(recipients=[user.pk for user in users], event=event, context={"thing": thing}, **kwargs)

    return make

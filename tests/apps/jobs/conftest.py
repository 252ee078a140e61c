"""Jobs of the tests' own: they note that they ran."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone

from clusterkit.jobs import registry
from clusterkit.jobs.scheduling import announce_clusters
from clusterkit.tenancy.context import current_schema

Ran = list[tuple[str, dict[str, Any]]]


@pytest.fixture
def declared() -> Iterator[Callable[..., Any]]:
    """Declares jobs for the length of a test: ``declared("test.note", function)``."""
    known = dict(registry.kinds), dict(registry.schedules)

    def declare(code: str, function: Callable[..., Any], **options: Any) -> Callable[..., Any]:
        return registry.job(code, **options)(function)

    yield declare
    registry.kinds.clear()
    registry.kinds.update(known[0])
    registry.schedules.clear()
    registry.schedules.update(known[1])


@pytest.fixture
def ran(declared: Callable[..., Any]) -> Ran:
    """What the job ``test.note`` was called with, and where."""
    calls: Ran = []
    declared("test.note", lambda **values: calls.append((current_schema(), values)))
    return calls


@pytest.fixture
def turns(alpha: Any, beta: Any) -> None:
    """The worker knows both clusters."""
    announce_clusters(timezone.now())

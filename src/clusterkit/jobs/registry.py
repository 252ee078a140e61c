"""Jobs and schedules are declared once, by the app that does the work::

    @job("reports.build")
    def build(*, actor_id: int | None, report_id: int) -> None: ...

    @schedule("reports.forget", daily_at=time(3, 30))
    def forget() -> None: ...

Declare them in a module that the app config's ``ready()`` imports, so that the worker knows them too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any, TypeVar

from django.apps import apps

from clusterkit.jobs.times import Daily, Every, Rhythm

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class JobKind:
    """A sort of job. ``app_label`` is the app whose switch in a cluster stops it; ``kept`` whether done ones are kept."""

    code: str
    function: Callable[..., Any]
    attempts: int | None = None
    kept: bool = True

    @property
    def app_label(self) -> str | None:
        """The installed app that the function belongs to; None where it belongs to none."""
        config = apps.get_containing_app_config(self.function.__module__)
        return config.label if config is not None else None


@dataclass(frozen=True)
class Schedule:
    """A job that comes round by itself in every open cluster."""

    code: str
    rhythm: Rhythm


kinds: dict[str, JobKind] = {}
schedules: dict[str, Schedule] = {}


def job(code: str, *, attempts: int | None = None, kept: bool = True) -> Callable[[F], F]:
    """Declare the function as the job *code*: it is called as ``function(actor_id=…, **ids)`` in the job's cluster.

    *attempts* is how often it is tried before it is given up (the setting JOB_MAX_ATTEMPTS); with *kept* false a done
    one leaves no row. It may run twice, when a worker is killed: let its services ask whether it is done, and whether
    the actor still may. Raises ``ValueError`` for a code that is taken by another function.
    """

    def declare(function: F) -> F:
        _declare(JobKind(code, function, attempts, kept))
        return function

    return declare


def schedule(
    code: str, *, every: timedelta | None = None, daily_at: time | None = None, attempts: int = 3
) -> Callable[[F], F]:
    """Let the function be called without arguments in each open cluster, *every* so often or *daily_at* its clock's time.

    After an outage it runs once, not once for each time that was missed. Raises ``ValueError`` unless just one of the
    two is given.
    """
    if (every is None) == (daily_at is None):
        raise ValueError(f"The schedule {code!r} needs every=… or daily_at=…, one of them")
    rhythm: Rhythm = Every(every) if every is not None else Daily(daily_at)  # type: ignore[arg-type]

    def declare(function: F) -> F:
        def call(*, actor_id: int | None) -> None:
            function()

        call.__module__ = function.__module__
        _declare(JobKind(code, call, attempts, kept=False))
        schedules[code] = Schedule(code, rhythm)
        return function

    return declare


def forget(code: str) -> None:
    """Take a job or schedule out again: for tests."""
    kinds.pop(code, None)
    schedules.pop(code, None)


def _declare(kind: JobKind) -> None:
    known = kinds.get(kind.code)
    if known is not None and known.function is not kind.function:
        raise ValueError(f"The job {kind.code!r} is declared already")
    kinds[kind.code] = kind

"""Where jobs are given to: our own table and worker, or a queue of the host's choice (the setting JOB_BACKEND)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, cast

from django.utils.module_loading import import_string

from clusterkit.core.conf import conf


@dataclass(frozen=True)
class NewJob:
    """A job that is to be done: the cluster by its schema, who asked for it, and JSON values."""

    schema_name: str
    code: str
    actor_id: int | None
    arguments: dict[str, Any] = field(default_factory=dict)
    key: str = ""
    run_at: datetime | None = None
    attempts: int = 0
    last_error: str = ""


class JobBackend(Protocol):
    """Takes jobs in the running transaction: one that is rolled back must leave no job."""

    def put(self, jobs: Sequence[NewJob]) -> None:
        """Keep them, or hand them on when the transaction is committed."""


SHORT_NAMES = {
    "embedded": "clusterkit.jobs.backends.embedded.EmbeddedBackend",
    "django.tasks": "clusterkit.jobs.backends.tasks.TasksBackend",
}


def backend() -> JobBackend:
    """The one that the setting JOB_BACKEND names. Raises ``ImportError`` where it cannot be loaded."""
    path = SHORT_NAMES.get(conf.JOB_BACKEND, conf.JOB_BACKEND)
    return cast(JobBackend, import_string(path)())

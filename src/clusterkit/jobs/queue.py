"""Giving work away. The row is written in the running transaction: a change that is undone leaves no job."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from clusterkit.jobs.backends import NewJob, backend
from clusterkit.jobs.registry import kinds
from clusterkit.tenancy.jobs import make_payload


def enqueue(
    job: str | Callable[..., Any],
    *,
    actor_id: int | None,
    key: str = "",
    run_at: datetime | None = None,
    **ids: Any,
) -> None:
    """Let *job* (its code or its function) be done in the cluster in force, not before *run_at*.

    *ids* are JSON values: keys of rows, never objects, for the rows may change until it is done. Of jobs with the same
    *key* one waits at a time and one runs at a time. Raises ``LookupError`` for what is no declared job and
    ``NoClusterError`` in public and nowhere.
    """
    code = _code_of(job)
    payload = make_payload(actor_id=actor_id, **ids)
    backend().put([NewJob(payload["schema"], code, actor_id, payload["values"], key, run_at)])


def _code_of(job: str | Callable[..., Any]) -> str:
    if isinstance(job, str):
        if job in kinds:
            return job
        raise LookupError(f"No job is declared as {job!r}")
    for code, kind in kinds.items():
        if kind.function is job:
            return code
    raise LookupError(f"{job!r} is not declared as a job: put @job(code) before it")

"""Doing one job: in its cluster, its time zone and first language, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils import timezone, translation

from clusterkit.core import ports
from clusterkit.core.conf import conf
from clusterkit.core.exceptions import InvalidInput, NotPermitted, NotVisible, StateConflict, Vetoed
from clusterkit.jobs.backends import NewJob
from clusterkit.jobs.registry import JobKind, kinds
from clusterkit.jobs.times import delay_after
from clusterkit.tenancy.context import current_cluster
from clusterkit.tenancy.jobs import take_up

ERROR_LENGTH = 300
REFUSALS = (InvalidInput, NotPermitted, NotVisible, StateConflict, Vetoed)


def call_in_cluster(code: str, payload: Mapping[str, Any]) -> None:
    """Call the job's function in the cluster of the *payload*.

    Nothing is called where the cluster does not use the job's app any more. Raises ``NoClusterError`` for a cluster
    that is not open, ``LookupError`` for a job that this process does not know, and what the function raises.
    """
    kind = kind_of(code)

    def call(*, actor_id: int | None, **values: Any) -> None:
        cluster = current_cluster()
        if kind.app_label is not None and not ports.is_enabled.call(kind.app_label):
            return
        language = next(iter(cluster.languages), translation.get_language() or "en")
        with timezone.override(cluster.time_zone), translation.override(language):
            kind.function(actor_id=actor_id, **values)

    take_up(payload, call)


def kind_of(code: str) -> JobKind:
    """The declared job. Raises ``LookupError``: its app may be gone, or this worker is older than the site."""
    try:
        return kinds[code]
    except KeyError:
        raise LookupError(f"No job is declared as {code!r} in this process") from None


def is_final(code: str, error: Exception, attempts: int) -> bool:
    """Whether it makes no sense to try again: a refusal stays one, and enough is enough."""
    kind = kinds.get(code)
    most = kind.attempts if kind is not None and kind.attempts is not None else conf.JOB_MAX_ATTEMPTS
    return isinstance(error, REFUSALS) or attempts >= most


def words_of(error: BaseException) -> str:
    """The error as it is kept for operators."""
    return f"{type(error).__name__}: {error}".replace("\x00", "")[:ERROR_LENGTH]


def after_failure(job: NewJob, error: str) -> NewJob:
    """The same job, to be tried later."""
    wait = delay_after(max(job.attempts, 1))
    return replace(job, run_at=timezone.now() + wait, last_error=error.replace("\x00", "")[:ERROR_LENGTH])

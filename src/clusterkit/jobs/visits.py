"""The visit to a cluster, in which its apps do what time makes due: a schedule like others."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Final

from clusterkit.core.conf import conf
from clusterkit.jobs.registry import schedule
from clusterkit.jobs.scheduling import make_due
from clusterkit.tenancy.context import current_cluster, in_cluster, on_commit
from clusterkit.tenancy.worker import visit

logger = logging.getLogger("clusterkit.jobs")
VISIT: Final = "clusterkit.visit"


def declare() -> None:
    """Declare the schedule; called when the settings are there."""
    schedule(VISIT, every=timedelta(seconds=conf.VISIT_SECONDS))(visit_here)


def visit_here() -> None:
    """In the cluster in force."""
    visit(current_cluster())


def visit_soon() -> None:
    """After the running transaction, let the worker visit the cluster in force soon: something changed in it.

    One statement, which touches nothing where a visit is due already. One that could not be asked for comes at its
    time anyway, so a failure is logged only.
    """
    if in_cluster():
        on_commit(_ask)


def _ask() -> None:
    try:
        make_due(VISIT)
    except Exception:
        logger.exception("no visit could be asked for")

"""Hook points of the jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from clusterkit.core.hookpoints import Collect


@dataclass(frozen=True)
class WaitingWork:
    """The moment for which it is asked; the connection stands in the cluster."""

    now: datetime


@dataclass(frozen=True)
class QueueFigure:
    """How much of one kind waits in a cluster, for how long the oldest is due already, and how much was given up."""

    kind: str
    waiting: int
    oldest_seconds: float
    dead: int = 0


waiting_work: Collect[WaitingWork, QueueFigure] = Collect(
    "waiting_work",
    WaitingWork,
    "Tell operators how much waits in a queue of your app's own, such as mails. Called in each open cluster when "
    "somebody asks for the figures: one or two cheap queries.",
)

"""What the worker does for the platform between two rounds."""

from __future__ import annotations

from clusterkit.hosting.spares import refill
from clusterkit.tenancy.hooks import WorkerRound, worker_round


@worker_round.connect
def keep_spares(payload: WorkerRound) -> None:
    """One spare in a round, so that the mails of the clusters do not wait for a row of them."""
    refill(most=1)

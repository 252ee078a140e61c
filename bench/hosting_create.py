"""The benchmark of creating from a spare schema."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator
from typing import Any

from bench.table import Result

ROUNDS = int(os.environ.get("ROUNDS", "10"))


def spare_creation(cluster: Any) -> Iterator[Result]:
    """``cluster.create_spare.ms``: a cluster with its host and first rows from a spare schema, beside one by replay."""
    from clusterkit.hosting.creation import open_cluster
    from clusterkit.hosting.spares import make_spare

    taken: list[float] = []
    replayed: list[float] = []
    for index in range(ROUNDS):
        for times, word in ((replayed, "replayed"), (taken, "spare")):
            if times is taken:
                make_spare()
            slug = f"{word}{index}"
            start = time.perf_counter()
            open_cluster(slug=slug, host=f"{slug}.testserver", name="Made", blueprint="industry")
            times.append((time.perf_counter() - start) * 1000)
    yield Result.of("cluster.create_spare.ms", statistics.median(taken), "ms", "by replay", statistics.median(replayed))

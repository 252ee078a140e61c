"""What the matching of the exchange finds, and how fast."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bench.table import Result


def matching(cluster: Any) -> Iterator[Result]:
    """``ideas.match.precision_gain`` and ``ideas.match.s`` (beside the items of the largest exchange)."""
    from bench.matching import precision, speed

    yield from precision.gains()
    yield from speed.one_new_item()

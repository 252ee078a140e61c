"""A web hook with what waits for it. It is switched off: where it leads there is nobody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from clusterkit.core.policies import Actor
from clusterkit.webhooks.services import create_endpoint, switch_off


@contextmanager
def told(values: dict[str, Any], actor: Actor) -> Iterator[None]:
    """What happens inside is written down for the web hook of *values* (webhooks.json)."""
    endpoint = create_endpoint(actor=actor, values=values)
    yield
    switch_off(endpoint=endpoint, actor=actor)

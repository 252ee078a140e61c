"""What the portal's pages gather from the installed apps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from clusterkit.core.hookpoints import Collect
from clusterkit.core.policies import Actor
from clusterkit.core.surfaces import (
    Block,
    SearchGroup,
    SearchPayload,
    Task,
    ViewerPayload,
    board_blocks,
    board_tasks,
    home_blocks,
    my_blocks,
    my_tasks,
    search_sources,
)

PRESSING = {"bad": 0, "warn": 1, "info": 2, "good": 3}
SEARCH_MAX_CHARACTERS = 200


@dataclass(frozen=True)
class Surface:
    """The blocks of a page, by place, in their order. What stands on top is more pressing than all tasks."""

    main: Sequence[Block]
    side: Sequence[Block]
    top: Sequence[Block] = ()


def _surface(point: Collect[ViewerPayload, Block], viewer: Actor, query: Mapping[str, str] | None = None) -> Surface:
    blocks = sorted(point.collect(ViewerPayload(viewer, query or {})), key=lambda block: block.order)
    return Surface(*([b for b in blocks if b.place == place] for place in ("main", "side", "top")))


def home(viewer: Actor) -> Surface:
    """The blocks of the home page."""
    return _surface(home_blocks, viewer)


def own(viewer: Actor) -> Surface:
    """The blocks of a person's own page."""
    return _surface(my_blocks, viewer)


def board(viewer: Actor, query: Mapping[str, str] | None = None) -> Surface:
    """The blocks of the coordinator's board. *query* is what its address says about the figures."""
    return _surface(board_blocks, viewer, query)


def own_tasks(viewer: Actor) -> list[Task]:
    """What needs this person, the most pressing first, then the oldest."""
    return _ordered(my_tasks.collect(ViewerPayload(viewer))) if viewer.is_authenticated else []


def office_tasks(viewer: Actor) -> list[Task]:
    """What waits for the cluster's office, the most pressing first, then the oldest."""
    return _ordered(board_tasks.collect(ViewerPayload(viewer)))


def _ordered(parts: Iterable[Sequence[Task]]) -> list[Task]:
    tasks = [task for part in parts for task in part]
    return sorted(
        tasks, key=lambda t: (PRESSING.get(t.tone, 2), t.since is None, t.since.timestamp() if t.since else 0)
    )


def search(viewer: Actor, text: str) -> list[SearchGroup]:
    """The answers of all sources to what was typed, each as much as the viewer may see."""
    words = text.replace("\x00", " ").strip()[:SEARCH_MAX_CHARACTERS]
    if not words:
        return []
    groups = [group for group in search_sources.collect(SearchPayload(viewer, words)) if group.hits]
    return sorted(groups, key=lambda group: group.order)

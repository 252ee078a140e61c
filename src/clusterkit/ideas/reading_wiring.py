"""Wiring of reading: kept searches in the worker, feeds among one's own addresses, related items on an item's page."""

from __future__ import annotations

from clusterkit.core.surfaces import Block
from clusterkit.ideas import hooks, selectors
from clusterkit.ideas.services import tell_saved_searches
from clusterkit.ideas.views import feed
from clusterkit.tenancy.hooks import WorkerTick, worker_tick


def on_worker_tick(payload: WorkerTick) -> None:
    """Tell people what is new for their searches."""
    tell_saved_searches()


def related_panel(payload: hooks.ItemPanelPayload) -> Block | None:
    """What else is about the same."""
    rows = selectors.related_items(payload.viewer, payload.item)
    return Block("clusterkit/ideas/related_block.html", {"items": rows}, place="side", order=200) if rows else None


def connect() -> None:
    """Register everything; called when the apps are ready."""
    worker_tick.connect(on_worker_tick)
    hooks.item_panels.connect(related_panel)
    feed.connect()

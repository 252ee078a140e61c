"""Wiring of the matching: what became open, the worker, the panel on an item's page."""

from __future__ import annotations

from django.urls import reverse

from clusterkit.core.surfaces import Block
from clusterkit.ideas.hooks import ItemPanelPayload, item_panels, item_published
from clusterkit.ideas.selectors.matching import SHOWN, may_see_suggestions, put_aside, suggestion_views, suggestions
from clusterkit.ideas.services.matching import match_waiting, nightly, on_published
from clusterkit.tenancy.hooks import WorkerTick, worker_tick


def connect() -> None:
    """Register everything; called when the apps are ready."""
    item_published.connect(on_published)
    worker_tick.connect(on_worker_tick)
    item_panels.connect(suggestions_panel, order=30)


def on_worker_tick(payload: WorkerTick) -> None:
    """Match what waits, then a portion of the night's work."""
    match_waiting()
    nightly(payload.now)


def suggestions_panel(payload: ItemPanelPayload) -> Block | None:
    """Who could help, for the people of the item's organisation."""
    viewer, item = payload.viewer, payload.item
    if not may_see_suggestions(viewer, item):
        return None
    found = suggestion_views(viewer, suggestions(viewer).filter(item=item)[: SHOWN + 1])
    context = {
        "suggestions": found[:SHOWN],
        "has_more": len(found) > SHOWN or put_aside(viewer).filter(item=item).exists(),
        "more_url": reverse("clusterkit_ideas:suggestions", kwargs={"pk": item.pk}),
    }
    return Block("clusterkit/ideas/suggestions_panel.html", context, order=30)

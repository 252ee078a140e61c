"""The meter of links on the office's board."""

from __future__ import annotations

from clusterkit.core.surfaces import Block, ViewerPayload
from clusterkit.directory.actions import VIEW_LINKS
from clusterkit.directory.selectors.links import links_meter


def board(payload: ViewerPayload) -> Block | None:
    """How much crosses the borders of organisations, and the way to the whole meter."""
    if not payload.viewer.allows(VIEW_LINKS):
        return None
    return Block("clusterkit/directory/blocks/links.html", {"meter": links_meter(payload.viewer)}, order=60)

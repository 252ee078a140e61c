"""On an item's page: the change that waits, or the last one if it was not taken over."""

from __future__ import annotations

from clusterkit.core.surfaces import Block
from clusterkit.ideas.enums import ChangeState
from clusterkit.ideas.hooks import ItemPanelPayload, item_panels
from clusterkit.ideas.selectors import changes_of

SHOWN = frozenset({ChangeState.WAITING, ChangeState.REFUSED})


@item_panels.connect(order=5)
def change_panel(payload: ItemPanelPayload) -> Block | None:
    """For its owners and the coordinators."""
    viewer, item = payload.viewer, payload.item
    if item.organisation_id not in viewer.organisation_ids and not viewer.is_coordinator:
        return None
    last = changes_of(viewer, item).first()
    if last is None or last.state not in SHOWN:
        return None
    if last.state == ChangeState.REFUSED and item.organisation_id not in viewer.organisation_ids:
        return None
    return Block("clusterkit/ideas/change_panel.html", {"change": last}, place="main", order=5)

"""What waits for the coordinators."""

from __future__ import annotations

from django.db.models import QuerySet

from clusterkit.core.policies import Actor
from clusterkit.ideas import actions
from clusterkit.ideas.enums import ItemState
from clusterkit.ideas.models import Item
from clusterkit.ideas.selectors.items import items


def waiting_for_moderation(viewer: Actor) -> QuerySet[Item]:
    """Items that *viewer* may decide on, longest waiting first. Nobody moderates his own."""
    if not viewer.allows(actions.MODERATE):
        return items(viewer).none()
    rows = items(viewer).filter(state=ItemState.IN_REVIEW).exclude(organisation_id__in=viewer.organisation_ids)
    return rows.exclude(author_id=viewer.user_id).order_by("state_changed_at", "pk")

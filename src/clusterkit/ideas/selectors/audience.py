"""Who of some people may hear of a discussion, asked anew each time somebody writes."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth import get_user_model

from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.directory.enums import AffiliationRole, AffiliationState
from clusterkit.directory.models import Affiliation
from clusterkit.ideas.models import Follow, Item
from clusterkit.ideas.policies import may_identify, may_read


def readers(item: Item, user_ids: Iterable[int]) -> dict[int, Viewer]:
    """Those of *user_ids* who may read *item* today, by user id."""
    users = get_user_model()._default_manager.filter(pk__in=set(user_ids), is_active=True)
    viewers = {user.pk: viewer_of(user) for user in users}
    return {user_id: viewer for user_id, viewer in viewers.items() if may_read(viewer, item)}


def knowing(item: Item, viewers: dict[int, Viewer]) -> set[int]:
    """The ids of those *viewers* who may know whose *item* is."""
    return {user_id for user_id, viewer in viewers.items() if may_identify(viewer, item)}


def silent(item: Item) -> set[int]:
    """User ids of those who want to hear nothing of *item*."""
    return set(Follow.objects.filter(item=item, is_muted=True).values_list("user_id", flat=True))


def administrators(slugs: Iterable[str]) -> list[int]:
    """User ids of the administrators of the organisations with these addresses."""
    rows = Affiliation.objects.filter(
        organisation__slug__in=set(slugs),
        state=AffiliationState.CONFIRMED,
        role=AffiliationRole.ADMIN,
        user__is_active=True,
    )
    return sorted(set(rows.values_list("user_id", flat=True)))

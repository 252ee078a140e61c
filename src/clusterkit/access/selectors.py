"""Reads of standing."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.utils import timezone

from clusterkit.access.models import Grant
from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.core.policies import COORDINATOR


def coordinator_ids() -> list[int]:
    """User ids of the people who coordinate this cluster today."""
    return list(
        Grant.objects.active_on(timezone.localdate())
        .filter(tier=COORDINATOR, user__is_active=True)
        .values_list("user_id", flat=True)
        .distinct()
    )


def viewer_by_id(user_id: int) -> Viewer | None:
    """The viewer of an active user of this cluster, for work that runs without a request; else None."""
    user = get_user_model()._default_manager.filter(pk=user_id, is_active=True).first()
    return viewer_of(user) if user is not None else None

"""Kept searches: one's own, what each finds, and those that are due to tell of something."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet

from clusterkit.core.policies import Actor, visible_to
from clusterkit.ideas.enums import AlertRhythm
from clusterkit.ideas.models import SavedSearch

RHYTHMS: Final = {AlertRhythm.DAILY: timedelta(days=1), AlertRhythm.WEEKLY: timedelta(days=7)}


def own_searches(viewer: Actor) -> QuerySet[SavedSearch]:
    """The viewer's searches by name."""
    return visible_to(viewer, SavedSearch.objects.all())


def due_searches(now: datetime) -> QuerySet[SavedSearch]:
    """Those whose day or week is over, of people who are still there."""
    due = Q()
    for rhythm, span in RHYTHMS.items():
        due |= Q(rhythm=rhythm) & (Q(checked_at=None) | Q(checked_at__lte=now - span))
    return SavedSearch.objects.filter(due, user__is_active=True)


def stored_query(search: SavedSearch) -> dict[str, str]:
    """The filters of *search* as an address has them; what else stands in the column is left out."""
    given: Any = search.query
    if not isinstance(given, dict):
        return {}
    return {name: value for name, value in given.items() if isinstance(value, str)}

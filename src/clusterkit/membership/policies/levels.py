"""Who may see and keep the levels of participation."""

from __future__ import annotations

from django.db.models import QuerySet

from clusterkit.core.policies import Action, Actor, Policy, register
from clusterkit.membership import actions
from clusterkit.membership.models import Level


@register
class LevelPolicy(Policy[Level]):
    """In which ways one takes part is public; the office keeps the list."""

    model = Level
    view = actions.VIEW_MEMBERSHIP

    def permits(self, actor: Actor, action: Action, obj: Level) -> bool:
        """Seeing needs no more; keeping the list is for coordinators."""
        return action == self.view or (action == actions.MANAGE_LEVELS and actor.is_coordinator)

    def scope(self, actor: Actor, queryset: QuerySet[Level]) -> QuerySet[Level]:
        """All of them."""
        return queryset

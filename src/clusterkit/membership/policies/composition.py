"""Who watches over the composition of the cluster."""

from __future__ import annotations

from django.db.models import QuerySet

from clusterkit.core.policies import Action, Actor, Policy, register
from clusterkit.membership import actions
from clusterkit.membership.models import CompositionBreach
from clusterkit.membership.policies.sides import sits_in_council


def watches(actor: Actor) -> bool:
    """Whether *actor* is warned when members become too few: the office and the seats of the council."""
    return actor.allows(actions.VIEW_COMPOSITION) and (actor.is_coordinator or sits_in_council(actor))


@register
class CompositionBreachPolicy(Policy[CompositionBreach]):
    """The office's and the council's."""

    model = CompositionBreach
    view = actions.VIEW_COMPOSITION

    def permits(self, actor: Actor, action: Action, obj: CompositionBreach) -> bool:
        """Nobody changes one by hand."""
        return action == self.view and watches(actor)

    def scope(self, actor: Actor, queryset: QuerySet[CompositionBreach]) -> QuerySet[CompositionBreach]:
        """As ``permits``."""
        return queryset if watches(actor) else queryset.none()

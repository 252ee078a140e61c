"""Who may give tiers and set rules."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clusterkit.access.models import Grant, Rule
from clusterkit.core.policies import COORDINATOR, Action, Actor, Policy, declare, register

GIVE_TIERS = declare("access.give_tiers", COORDINATOR, _("Give somebody a tier by name"))
SET_RULES = declare("access.set_rules", COORDINATOR, _("Decide which tier an action needs"))


@register
class GrantPolicy(Policy[Grant]):
    """Grants are the coordinators' business."""

    model = Grant
    view = GIVE_TIERS

    def permits(self, actor: Actor, action: Action, obj: Grant) -> bool:
        """Any of them, once the tier is reached."""
        return True

    def scope(self, actor: Actor, queryset: QuerySet[Grant]) -> QuerySet[Grant]:
        """All of them."""
        return queryset


@register
class RulePolicy(Policy[Rule]):
    """Rules are the coordinators' business."""

    model = Rule
    view = SET_RULES

    def permits(self, actor: Actor, action: Action, obj: Rule) -> bool:
        """Any of them, once the tier is reached."""
        return True

    def scope(self, actor: Actor, queryset: QuerySet[Rule]) -> QuerySet[Rule]:
        """All of them."""
        return queryset

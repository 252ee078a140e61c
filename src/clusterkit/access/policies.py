"""Who may give tiers and set rules."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.access.models import Grant, Rule
from clusterkit.core.policies import COORDINATOR, TierPolicy, declare, register

GIVE_TIERS = declare("access.give_tiers", COORDINATOR, _("Give somebody a tier by name"))
SET_RULES = declare("access.set_rules", COORDINATOR, _("Decide which tier an action needs"))


@register
class GrantPolicy(TierPolicy[Grant]):
    """Grants are the coordinators' business."""

    model = Grant
    view = GIVE_TIERS


@register
class RulePolicy(TierPolicy[Rule]):
    """Rules are the coordinators' business."""

    model = Rule
    view = SET_RULES

"""Who may see and change the terms of membership."""

from __future__ import annotations

from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from clusterkit.core.policies import Action, Actor, Policy, register
from clusterkit.membership import actions
from clusterkit.membership.models import Membership
from clusterkit.membership.policies.sides import is_applicant_side, is_impartial

TERM_ACTIONS: Final = frozenset(
    {actions.ADMIT, actions.RENEW, actions.SUSPEND, actions.RESUME, actions.REVOKE, actions.CHANGE_LEVEL},
)


@register
class MembershipPolicy(Policy[Membership]):
    """That an organisation is a member is public; its terms are its own and the coordinators'."""

    model = Membership
    view = actions.VIEW_MEMBERSHIP

    def permits(self, actor: Actor, action: Action, obj: Membership) -> bool:
        """Terms are changed by impartial coordinators; leaving is also the organisation's own act."""
        if action in TERM_ACTIONS:
            return is_impartial(actor, obj.organisation_id)
        if action == actions.RESIGN:
            return is_applicant_side(actor, obj.organisation_id) or is_impartial(actor, obj.organisation_id)
        if action == actions.ASK_RENEWAL:
            return is_applicant_side(actor, obj.organisation_id)
        if action == actions.ISSUE_CERTIFICATE:
            return is_applicant_side(actor, obj.organisation_id) or actor.is_coordinator
        inside = actor.is_coordinator or obj.organisation_id in actor.organisation_ids
        if action == actions.VIEW_OWN:
            return inside
        return action == self.view and (inside or (obj.is_in_force and obj.organisation.is_published))

    def scope(self, actor: Actor, queryset: QuerySet[Membership]) -> QuerySet[Membership]:
        """Terms in force of published organisations; one's own; all for coordinators."""
        if actor.is_coordinator:
            return queryset
        in_force = Membership.objects.in_force_on(timezone.localdate()).filter(organisation__is_published=True)
        return queryset.filter(Q(organisation_id__in=actor.organisation_ids) | Q(pk__in=in_force.values("pk")))

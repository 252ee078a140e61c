"""Who sees whom an organisation invited, and who sends invitations again or takes them back."""

from __future__ import annotations

from django.db.models import QuerySet

from clusterkit.core.policies import Action, Actor, Policy, register
from clusterkit.directory.actions import RESEND_INVITATION, REVOKE_INVITATION, VIEW_INVITATIONS
from clusterkit.directory.models import Invitation


@register
class InvitationPolicy(Policy[Invitation]):
    """Admins of the organisation and the office. Who is invited has the link: it opens without being listed."""

    model = Invitation
    view = VIEW_INVITATIONS

    def permits(self, actor: Actor, action: Action, obj: Invitation) -> bool:
        """The same people for all of it; nobody accepts by being an admin."""
        if action not in (VIEW_INVITATIONS, RESEND_INVITATION, REVOKE_INVITATION):
            return False
        return actor.is_coordinator or obj.organisation_id in actor.administered_ids

    def scope(self, actor: Actor, queryset: QuerySet[Invitation]) -> QuerySet[Invitation]:
        """All for the office, else those of the organisations that one administers."""
        if actor.is_coordinator:
            return queryset
        return queryset.filter(organisation_id__in=actor.administered_ids)

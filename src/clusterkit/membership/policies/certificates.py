"""Who may have the certificate of a membership."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from clusterkit.core.policies import Action, Actor, Policy, register
from clusterkit.membership import actions
from clusterkit.membership.models import Membership, MembershipCertificate


@register
class MembershipCertificatePolicy(Policy[MembershipCertificate]):
    """The paper is for the administrators of the organisation and the office, while it is current and in force.

    Whether a paper is valid is told to everybody who has its code: that answer goes through no row's visibility.
    """

    model = MembershipCertificate
    view = actions.DOWNLOAD_CERTIFICATE

    def permits(self, actor: Actor, action: Action, obj: MembershipCertificate) -> bool:
        """The current paper of a membership in force."""
        if action not in (self.view, actions.ISSUE_CERTIFICATE):
            return False
        inside = actor.is_coordinator or obj.membership.organisation_id in actor.administered_ids
        return inside and obj.replaced_on is None and obj.membership.is_in_force

    def scope(self, actor: Actor, queryset: QuerySet[MembershipCertificate]) -> QuerySet[MembershipCertificate]:
        """The current papers of memberships in force: all for the office, else those of one's own organisations."""
        in_force = Membership.objects.in_force_on(timezone.localdate())
        own = Q() if actor.is_coordinator else Q(membership__organisation_id__in=actor.administered_ids)
        return queryset.filter(own, replaced_on__isnull=True, membership__in=in_force.values("pk"))

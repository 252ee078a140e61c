"""Who sees who acts for an organisation, and who decides it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from clusterkit.accounts.selectors import consented, has_consent
from clusterkit.core.policies import Action, Actor, Policy, register
from clusterkit.directory.actions import (
    CHANGE_ROLE,
    CHOOSE,
    CONFIRM,
    DECLINE,
    DESCRIBE,
    END,
    JOIN_BY_ADDRESS,
    VIEW_AFFILIATIONS,
    VIEW_PEOPLE,
    WITHDRAW,
)
from clusterkit.directory.consents import LISTED
from clusterkit.directory.enums import AffiliationState
from clusterkit.directory.models import Affiliation
from clusterkit.directory.policies.claims import admitting_claims


@register
class AffiliationPolicy(Policy[Affiliation]):
    """One's own, those of the organisations one administers, and the listed people of open organisations.

    An admin of the organisation or a coordinator decides; nobody confirms himself, coordinators apart, and those whose
    address is at a mail domain of an organisation that lets such people in at once.
    """

    model = Affiliation
    view = VIEW_AFFILIATIONS

    def permits(self, actor: Actor, action: Action, obj: Affiliation) -> bool:
        """Deciding is for admins of the organisation and coordinators; leaving for oneself too."""
        own = obj.user_id == actor.user_id
        if action in (WITHDRAW, DESCRIBE, CHOOSE):
            return own
        if action == JOIN_BY_ADDRESS:
            return own and admitting_claims(actor).filter(organisation_id=obj.organisation_id).exists()
        if actor.is_coordinator:
            return True
        administers = obj.organisation_id in actor.administered_ids
        if action in (CONFIRM, DECLINE, CHANGE_ROLE):
            return administers and not own
        if action == END:
            return administers or own
        return action == VIEW_AFFILIATIONS and (administers or own or self._is_open(actor, obj))

    def _is_open(self, actor: Actor, obj: Affiliation) -> bool:
        if obj.state != AffiliationState.CONFIRMED or not obj.is_listed or not obj.user.is_active:
            return False
        if not has_consent(obj.user_id, LISTED):
            return False
        if obj.organisation_id in actor.organisation_ids:
            return True
        return actor.allows(VIEW_PEOPLE) and obj.organisation.is_published

    def scope(self, actor: Actor, queryset: QuerySet[Affiliation]) -> QuerySet[Affiliation]:
        """As ``permits`` for seeing."""
        if actor.is_coordinator:
            return queryset
        open_ones = Q(organisation_id__in=actor.organisation_ids)
        if actor.allows(VIEW_PEOPLE):
            open_ones |= Q(organisation__is_published=True)
        listed = Q(state=AffiliationState.CONFIRMED, is_listed=True, user__is_active=True)
        return queryset.filter(
            Q(organisation_id__in=actor.administered_ids)
            | Q(user_id=actor.user_id)
            | (listed & open_ones & Q(consented(LISTED.code)))
        )

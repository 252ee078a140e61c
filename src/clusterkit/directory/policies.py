"""Who may see and change organisations, and who decides who acts for them.

How much of an organisation somebody sees is three depths: the page itself, its capabilities, its people and
contacts. Who acts for it sees all three whatever his tier.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from clusterkit.core.policies import Action, Actor, Policy, policy_of, register
from clusterkit.directory.actions import (
    CHANGE_ROLE,
    CONFIRM,
    DECLINE,
    DESCRIBE,
    EDIT,
    END,
    MANAGE_PEOPLE,
    REQUEST,
    VIEW,
    VIEW_AFFILIATIONS,
    VIEW_CAPABILITIES,
    VIEW_PEOPLE,
    WITHDRAW,
)
from clusterkit.directory.enums import AffiliationState
from clusterkit.directory.models import Affiliation, Capability, Contact, Organisation, Sector

__all__ = ["AffiliationPolicy", "CapabilityPolicy", "ContactPolicy", "OrganisationPolicy", "SectorPolicy"]


@register
class SectorPolicy(Policy[Sector]):
    """Sectors are words: everybody who sees participants sees them; coordinators keep the list."""

    model = Sector
    view = VIEW

    def permits(self, actor: Actor, action: Action, obj: Sector) -> bool:
        """Seeing needs no more; keeping the list is for coordinators by its tier."""
        return action == VIEW or actor.is_coordinator

    def scope(self, actor: Actor, queryset: QuerySet[Sector]) -> QuerySet[Sector]:
        """All of them."""
        return queryset


@register
class OrganisationPolicy(Policy[Organisation]):
    """Published ones are for all; others for coordinators and for who acts for them."""

    model = Organisation
    view = VIEW

    def permits(self, actor: Actor, action: Action, obj: Organisation) -> bool:
        """Editing is for its admins, the rest for who sees it."""
        if actor.is_coordinator:
            return True
        if action in (EDIT, MANAGE_PEOPLE):
            return obj.pk in actor.administered_ids
        if action in (VIEW, VIEW_CAPABILITIES, VIEW_PEOPLE, REQUEST):
            return obj.is_published or obj.pk in actor.organisation_ids
        return False

    def scope(self, actor: Actor, queryset: QuerySet[Organisation]) -> QuerySet[Organisation]:
        """Published ones and one's own."""
        if actor.is_coordinator:
            return queryset
        return queryset.filter(Q(is_published=True) | Q(pk__in=actor.organisation_ids))


class DepthPolicy(Policy[Capability | Contact]):
    """A part of an organisation that opens with a depth of its own, and to who acts for the organisation."""

    view = VIEW
    depth: Action

    def permits(self, actor: Actor, action: Action, obj: Capability | Contact) -> bool:
        """Seen where the depth reaches; changed with the organisation."""
        if action == EDIT:
            return policy_of(Organisation).can(actor, EDIT, obj.organisation)
        if action != VIEW:
            return False
        if obj.organisation_id in actor.organisation_ids:
            return True
        return actor.allows(self.depth) and (actor.is_coordinator or obj.organisation.is_published)

    def scope(self, actor: Actor, queryset: QuerySet[Capability | Contact]) -> QuerySet[Capability | Contact]:
        """Those of visible organisations where the depth reaches, else those of one's own."""
        own = Q(organisation_id__in=actor.organisation_ids)
        if not actor.allows(self.depth):
            return queryset.filter(own)
        return queryset if actor.is_coordinator else queryset.filter(own | Q(organisation__is_published=True))


@register
class CapabilityPolicy(DepthPolicy):
    """What an organisation can do for others."""

    model = Capability
    depth = VIEW_CAPABILITIES


@register
class ContactPolicy(DepthPolicy):
    """How an organisation is reached."""

    model = Contact
    depth = VIEW_PEOPLE


@register
class AffiliationPolicy(Policy[Affiliation]):
    """One's own, those of the organisations one administers, and the listed people of open organisations.

    An admin of the organisation or a coordinator decides; nobody confirms himself, coordinators apart.
    """

    model = Affiliation
    view = VIEW_AFFILIATIONS

    def permits(self, actor: Actor, action: Action, obj: Affiliation) -> bool:
        """Deciding is for admins of the organisation and coordinators; leaving for oneself too."""
        own = obj.user_id == actor.user_id
        if action in (WITHDRAW, DESCRIBE):
            return own
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
            Q(organisation_id__in=actor.administered_ids) | Q(user_id=actor.user_id) | (listed & open_ones)
        )

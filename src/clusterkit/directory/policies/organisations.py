"""Who may see and change organisations and the words of the list.

How much of an organisation somebody sees is three depths: the page itself, its capabilities, its people and
contacts. Who acts for it sees all three whatever his tier.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from clusterkit.core.policies import Action, Actor, Policy, policy_of, register
from clusterkit.directory.actions import (
    CLAIM_DOMAIN,
    EDIT,
    INVITE,
    JOIN_BY_ADDRESS,
    MANAGE_PEOPLE,
    REQUEST,
    VIEW,
    VIEW_CAPABILITIES,
    VIEW_CLAIMS,
    VIEW_HISTORY,
    VIEW_PEOPLE,
)
from clusterkit.directory.models import (
    Capability,
    Certificate,
    Contact,
    FormerAddress,
    Organisation,
    Picture,
    Product,
    Profile,
    Sector,
)

Part = Capability | Certificate | Contact | Picture | Product


class WordPolicy(Policy[Sector | Profile]):
    """Words of the cluster's list: everybody who sees participants sees them; coordinators keep the list."""

    view = VIEW

    def permits(self, actor: Actor, action: Action, obj: Sector | Profile) -> bool:
        """Seeing needs no more; keeping the list is for coordinators by its tier."""
        return action == VIEW or actor.is_coordinator

    def scope(self, actor: Actor, queryset: QuerySet[Sector | Profile]) -> QuerySet[Sector | Profile]:
        """All of them."""
        return queryset


@register
class SectorPolicy(WordPolicy):
    """Fields of work."""

    model = Sector


@register
class ProfilePolicy(WordPolicy):
    """Narrower fields within a sector."""

    model = Profile


@register
class OrganisationPolicy(Policy[Organisation]):
    """Published ones are for all; others for coordinators and for who acts for them."""

    model = Organisation
    view = VIEW

    def permits(self, actor: Actor, action: Action, obj: Organisation) -> bool:
        """Editing is for its admins, the rest for who sees it."""
        if actor.is_coordinator:
            return True
        if action in (EDIT, INVITE, MANAGE_PEOPLE, VIEW_HISTORY, CLAIM_DOMAIN, VIEW_CLAIMS):
            return obj.pk in actor.administered_ids
        if action in (VIEW, VIEW_CAPABILITIES, VIEW_PEOPLE, REQUEST, JOIN_BY_ADDRESS):
            return obj.is_published or obj.pk in actor.organisation_ids
        return False

    def scope(self, actor: Actor, queryset: QuerySet[Organisation]) -> QuerySet[Organisation]:
        """Published ones and one's own."""
        if actor.is_coordinator:
            return queryset
        return queryset.filter(Q(is_published=True) | Q(pk__in=actor.organisation_ids))


class DepthPolicy(Policy[Part]):
    """A part of an organisation that opens with a depth of its own, and to who acts for the organisation."""

    view = VIEW
    depth: Action

    def permits(self, actor: Actor, action: Action, obj: Part) -> bool:
        """Seen where the depth reaches; changed with the organisation."""
        if action == EDIT:
            return policy_of(Organisation).can(actor, EDIT, obj.organisation)
        if action != VIEW:
            return False
        if obj.organisation_id in actor.organisation_ids:
            return True
        return actor.allows(self.depth) and (actor.is_coordinator or obj.organisation.is_published)

    def scope(self, actor: Actor, queryset: QuerySet[Part]) -> QuerySet[Part]:
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
class ProductPolicy(DepthPolicy):
    """What an organisation makes; opens together with what it can do for others."""

    model = Product
    depth = VIEW_CAPABILITIES


@register
class CertificatePolicy(DepthPolicy):
    """What an organisation is certified for. One that has run out is for its own people and coordinators."""

    model = Certificate
    depth = VIEW_CAPABILITIES

    def permits(self, actor: Actor, action: Action, obj: Part) -> bool:
        """As of other parts; an expired one only for who looks after it."""
        own = actor.is_coordinator or obj.organisation_id in actor.organisation_ids
        return (own or not getattr(obj, "is_expired", False)) and super().permits(actor, action, obj)

    def scope(self, actor: Actor, queryset: QuerySet[Part]) -> QuerySet[Part]:
        """As ``permits``."""
        rows = super().scope(actor, queryset)
        if actor.is_coordinator:
            return rows
        valid = Q(valid_until=None) | Q(valid_until__gte=timezone.localdate())
        return rows.filter(valid | Q(organisation_id__in=actor.organisation_ids))


@register
class PicturePolicy(DepthPolicy):
    """The gallery is a part of the page itself."""

    model = Picture
    depth = VIEW


@register
class FormerAddressPolicy(Policy[FormerAddress]):
    """An old address leads on whoever may see the organisation; nobody else learns that there was one."""

    model = FormerAddress
    view = VIEW

    def permits(self, actor: Actor, action: Action, obj: FormerAddress) -> bool:
        """As its organisation."""
        return action == VIEW and policy_of(Organisation).can(actor, VIEW, obj.organisation)

    def scope(self, actor: Actor, queryset: QuerySet[FormerAddress]) -> QuerySet[FormerAddress]:
        """Those of visible organisations."""
        if actor.is_coordinator:
            return queryset
        return queryset.filter(Q(organisation__is_published=True) | Q(organisation_id__in=actor.organisation_ids))

"""Reads of memberships, by how much the viewer may know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from clusterkit.core.policies import Actor, visible_to
from clusterkit.membership import actions
from clusterkit.membership.enums import IN_FORCE, REMINDER_DAYS
from clusterkit.membership.models import Membership
from clusterkit.membership.policies import MembershipPolicy


@dataclass(frozen=True)
class MembershipCard:
    """What a viewer may know of a term. The inner facts are None for who is neither inside nor coordinates."""

    pk: int
    organisation_id: int
    organisation: str
    organisation_slug: str
    is_member: bool
    member_since: date
    number: int | None = None
    status: str | None = None
    level: str | None = None
    tier: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    grace_until: date | None = None
    reason: str | None = None
    version: int | None = None


def visible_memberships(viewer: Actor) -> QuerySet[Membership]:
    """The terms *viewer* may see, with what a row shows and ``status_on_day`` of today."""
    rows = Membership.objects.with_status(timezone.localdate()).select_related("organisation", "application", "level")
    return visible_to(viewer, rows)


def membership_card(viewer: Actor, membership: Membership) -> MembershipCard:
    """The term at the viewer's depth."""
    organisation = membership.organisation
    outer = MembershipCard(
        pk=membership.pk,
        organisation_id=organisation.pk,
        organisation=str(organisation),
        organisation_slug=organisation.slug,
        is_member=membership.is_in_force,
        member_since=membership.starts_on,
    )
    if not MembershipPolicy().can(viewer, actions.VIEW_OWN, membership):
        return outer
    return MembershipCard(
        pk=outer.pk,
        organisation_id=outer.organisation_id,
        organisation=outer.organisation,
        organisation_slug=outer.organisation_slug,
        is_member=outer.is_member,
        member_since=outer.member_since,
        number=membership.number,
        status=membership.effective_status.value,
        level=membership.level.code,
        tier=membership.level.tier,
        starts_on=membership.starts_on,
        ends_on=membership.ends_on,
        grace_until=membership.grace_until,
        reason=membership.reason,
        version=membership.version,
    )


def own_memberships(viewer: Actor) -> list[Membership]:
    """The terms of the viewer's organisations, the newest first."""
    return list(visible_memberships(viewer).filter(organisation_id__in=viewer.organisation_ids))


def current_membership(viewer: Actor, organisation_id: int) -> Membership | None:
    """The term of the organisation that matters today: the one in force, else the newest that *viewer* may see."""
    terms = list(visible_memberships(viewer).filter(organisation_id=organisation_id))
    return next((term for term in terms if term.is_in_force), terms[0] if terms else None)


def first_day(terms: Sequence[Membership], membership: Membership) -> date:
    """The day since which the organisation is a member without a break: over all previous terms."""
    by_pk = {term.pk: term for term in terms}
    while membership.previous_id is not None and membership.previous_id in by_pk:
        membership = by_pk[membership.previous_id]
    return membership.starts_on


def ending_for(viewer: Actor, *, day: date | None = None) -> list[Membership]:
    """Terms of organisations that *viewer* administers which end soon and have no next one yet."""
    today = day or timezone.localdate()
    rows = visible_memberships(viewer).filter(
        Q(status_on_day__in=IN_FORCE),
        organisation_id__in=viewer.administered_ids,
        ends_on__lte=today + timedelta(days=REMINDER_DAYS[0]),
        next__isnull=True,
    )
    return list(rows)


def renewals_asked(viewer: Actor) -> list[Membership]:
    """Terms whose organisations asked for the next one, which *viewer* may give; who waits longest stands first."""
    rows = visible_memberships(viewer).filter(
        Q(status_on_day__in=IN_FORCE), renewal_asked_at__isnull=False, next__isnull=True
    )
    return [
        term for term in rows.order_by("renewal_asked_at", "pk") if MembershipPolicy().can(viewer, actions.RENEW, term)
    ]

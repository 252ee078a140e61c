"""Reads of the levels of participation."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from clusterkit.access.tiers import Tier, tiers
from clusterkit.core.policies import COORDINATOR, REGISTERED, Actor, visible_to
from clusterkit.membership.models import Level, Membership


def level_tiers() -> list[Tier]:
    """The tiers that a level may give: from registered people up to below the coordinators."""
    return [tier for tier in tiers.between(REGISTERED, COORDINATOR) if tier.code != COORDINATOR]


def visible_levels(viewer: Actor) -> QuerySet[Level]:
    """The levels *viewer* may see, in the cluster's order."""
    return visible_to(viewer, Level.objects.all())


def counted_levels(viewer: Actor, *, day: date | None = None) -> QuerySet[Level]:
    """The same with ``organisations``: how many have it today. One query."""
    in_force = Membership.objects.in_force_on(day or timezone.localdate())
    return visible_levels(viewer).annotate(
        organisations=Count("memberships__organisation", filter=Q(memberships__in=in_force.values("pk")), distinct=True)
    )


def organisations_on(level: Level, *, day: date | None = None) -> set[int]:
    """The organisations whose people have the tier of *level* today."""
    rows = Membership.objects.in_force_on(day or timezone.localdate()).filter(level=level)
    return set(rows.values_list("organisation_id", flat=True))

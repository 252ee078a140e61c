"""What happens to applications, memberships and seats when two organisations become one."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.directory.hooks import (
    Moved,
    OrganisationMerge,
    move_rows,
    organisation_merge,
    organisation_merge_obstacles,
)
from clusterkit.directory.models import Organisation
from clusterkit.membership.enums import MembershipStatus
from clusterkit.membership.models import Application, Membership, Seat

OVER = (MembershipStatus.LAPSED, MembershipStatus.RESIGNED, MembershipStatus.REVOKED)


@organisation_merge_obstacles.connect
def two_memberships(payload: OrganisationMerge) -> str | Promise | None:
    """One organisation has one membership and one application."""
    applies = [_open_applications(row).exists() for row in (payload.survivor, payload.merged)]
    belongs = [_is_running(row) for row in (payload.survivor, payload.merged)]
    if all(belongs):
        return _("Both are members of the cluster. End the membership of one of them first.")
    if all(applies):
        return _("Both have an open application for membership. Let one of them withdraw its application first.")
    if any(applies) and any(belongs) and applies != belongs:
        return _("One of them is a member, the other one applies for membership. Close that application first.")
    return None


@organisation_merge_obstacles.connect
def two_seats(payload: OrganisationMerge) -> str | Promise | None:
    """One organisation has one seat in the council."""
    both = [payload.survivor, payload.merged]
    if Seat.objects.filter(organisation__in=both, vacated_on=None).count() > 1:
        return _("Both sit in the council. Vacate the seat of one of them first.")
    return None


@organisation_merge.connect
def move_membership(payload: OrganisationMerge) -> list[Moved]:
    """Applications with all that belongs to them, terms, and seats in the council with their votes."""
    return [move_rows(payload, model) for model in (Application, Membership, Seat)]


def _open_applications(organisation: Organisation) -> QuerySet[Application]:
    rows: QuerySet[Application] = Application.objects.open().filter(organisation=organisation)
    return rows


def _is_running(organisation: Organisation) -> bool:
    rows: Any = Membership.objects.with_status(timezone.localdate()).filter(organisation=organisation)
    return bool(rows.exclude(status_on_day__in=OVER).exists())

"""Membership in the cluster's admin: to look at. What changes goes through the pages of the office."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from clusterkit.access.admin import ClusterAdmin
from clusterkit.access.admin_site import cluster_site
from clusterkit.core.policies import visible_to
from clusterkit.membership import actions
from clusterkit.membership.models import (
    Application,
    Ballot,
    CompositionBreach,
    Level,
    Membership,
    Protocol,
    Reason,
    Seat,
)


class ReadOnlyAdmin(ClusterAdmin):
    """Shows what the person may see, and changes nothing."""

    may_change = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Nobody reads here what the pages keep from him."""
        return visible_to(request.viewer, super().get_queryset(request))  # type: ignore[attr-defined]


@admin.register(Application, site=cluster_site)
class ApplicationAdmin(ReadOnlyAdmin):
    """Applications that were sent."""

    policy_action = actions.REVIEW
    list_display = ("organisation", "state", "revision", "submitted_at", "stands_so_since")
    list_filter = ("state",)
    list_select_related = ("organisation",)

    @admin.display(description=_("stands so since"), ordering="state_changed_at")
    def stands_so_since(self, row: Application) -> datetime:
        """When the state changed last."""
        return row.state_changed_at


@admin.register(Membership, site=cluster_site)
class MembershipAdmin(ReadOnlyAdmin):
    """Terms."""

    policy_action = actions.LIST_MEMBERS
    list_display = ("organisation", "number", "level", "starts_on", "ends_on", "suspended_on", "revoked_on")
    list_filter = ("level",)
    list_select_related = ("organisation", "level")


@admin.register(Level, site=cluster_site)
class LevelAdmin(ReadOnlyAdmin):
    """Levels of participation."""

    policy_action = actions.MANAGE_LEVELS
    list_display = ("__str__", "code", "tier", "may_hold_seat", "order", "is_active")
    list_filter = ("is_active",)


@admin.register(Reason, site=cluster_site)
class ReasonAdmin(ReadOnlyAdmin):
    """Predefined reasons of returns and rejections."""

    policy_action = actions.MANAGE_REASONS
    list_display = ("__str__", "purpose", "code", "order", "is_active")
    list_filter = ("purpose", "is_active")


@admin.register(Seat, site=cluster_site)
class SeatAdmin(ReadOnlyAdmin):
    """Seats in the council."""

    policy_action = actions.SEAT
    list_display = ("organisation", "representative", "deputy", "is_chair", "starts_on", "ends_on", "vacated_on")
    list_filter = ("is_chair",)
    list_select_related = ("organisation", "representative", "deputy")


@admin.register(Ballot, site=cluster_site)
class BallotAdmin(ReadOnlyAdmin):
    """Votes of the council; who voted how stands in the protocol."""

    policy_action = actions.SEAT
    list_display = ("application", "state", "result", "rule", "opened_at", "closes_at", "closed_at")
    list_filter = ("state", "result")
    list_select_related = ("application__organisation",)


@admin.register(Protocol, site=cluster_site)
class ProtocolAdmin(ReadOnlyAdmin):
    """Protocols."""

    policy_action = actions.SEAT
    list_display = ("display_number", "ballot", "language", "created_at")
    list_filter = ("year",)
    list_select_related = ("ballot__application__organisation",)


@admin.register(CompositionBreach, site=cluster_site)
class CompositionBreachAdmin(ReadOnlyAdmin):
    """When there were too few members."""

    policy_action = actions.SEAT
    list_display = ("rule", "needed", "counted", "expected_on", "since", "ended_at", "created_at")
    list_filter = ("rule",)

"""Web hooks in the cluster's admin: to look at. Secrets are not shown."""

from __future__ import annotations

from django.contrib import admin

from clusterkit.access.admin import ClusterAdmin
from clusterkit.access.admin_site import cluster_site
from clusterkit.webhooks.actions import MANAGE
from clusterkit.webhooks.models import Attempt, Delivery, Endpoint


@admin.register(Endpoint, site=cluster_site)
class EndpointAdmin(ClusterAdmin):
    """Where happenings are sent."""

    policy_action = MANAGE
    may_change = False
    list_display = ("url", "description", "tier", "is_active", "failing_since")
    list_filter = ("is_active",)
    fields = ("url", "description", "events", "tier", "is_active", "off_reason", "failing_since", "created_at")


@admin.register(Delivery, site=cluster_site)
class DeliveryAdmin(ClusterAdmin):
    """What was sent."""

    policy_action = MANAGE
    may_change = False
    list_display = ("created_at", "endpoint", "event", "state", "drop_reason", "attempts", "delivered_at")
    list_filter = ("state", "event")
    list_select_related = ("endpoint",)
    date_hierarchy = "created_at"


@admin.register(Attempt, site=cluster_site)
class AttemptAdmin(ClusterAdmin):
    """What came back."""

    policy_action = MANAGE
    may_change = False
    list_display = ("at", "delivery", "status", "failure", "duration_ms")
    list_filter = ("failure",)
    list_select_related = ("delivery",)

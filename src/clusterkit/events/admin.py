"""Events in the admin, to look at: they are written on their pages, where queues move on and people are told."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from clusterkit.access.admin import ClusterAdmin
from clusterkit.access.admin_site import cluster_site
from clusterkit.core.admin import LINKS_ARE_HTTPS
from clusterkit.events.actions import MANAGE
from clusterkit.events.models import Event, EventSeries, Material, Registration, Session, Speaker


class _Lines(admin.TabularInline):  # type: ignore[type-arg]
    """Parts of an event, to look at."""

    extra = 0
    can_delete = False
    formfield_overrides = LINKS_ARE_HTTPS

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        """As the event's admin."""
        return bool(request.viewer.allows(MANAGE))

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        """Written on the event's page."""
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Written on the event's page."""
        return False


class SpeakerLines(_Lines):
    """Speakers."""

    model = Speaker


class SessionLines(_Lines):
    """The programme."""

    model = Session
    exclude = ("speakers",)


class MaterialLines(_Lines):
    """What is handed out."""

    model = Material


@admin.register(Event, site=cluster_site)
class EventAdmin(ClusterAdmin):
    """All events."""

    policy_action = MANAGE
    may_change = False
    list_display = ("__str__", "state", "mode", "starts_at", "visibility")
    list_filter = ("state", "mode", "visibility")
    date_hierarchy = "starts_at"
    exclude = ("search",)
    inlines = (SpeakerLines, SessionLines, MaterialLines)


@admin.register(EventSeries, site=cluster_site)
class SeriesAdmin(ClusterAdmin):
    """The rules by which events come again."""

    policy_action = MANAGE
    may_change = False
    list_display = ("pattern", "rule", "first_at", "ended_at")
    list_select_related = ("pattern",)


@admin.register(Registration, site=cluster_site)
class RegistrationAdmin(ClusterAdmin):
    """All registrations."""

    policy_action = MANAGE
    may_change = False
    list_display = ("name", "event", "mode", "state", "created_at")
    list_filter = ("state", "mode")
    list_select_related = ("event",)
    search_fields = ("name", "code")

"""Safety records in the cluster's admin: the office enters them there."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from clusterkit.access.admin import ClusterAdmin
from clusterkit.access.admin_site import cluster_site
from example_project.partners.actions import MANAGE
from example_project.partners.models import SafetyRecord
from example_project.partners.services import delete_safety_record, save_safety_record


@admin.register(SafetyRecord, site=cluster_site)
class SafetyRecordAdmin(ClusterAdmin):
    """Saving goes through the service, so that the audit log knows."""

    policy_action = MANAGE
    may_add = may_delete = True
    list_display = ("organisation", "standard", "number", "valid_until")
    list_select_related = ("organisation",)
    search_fields = ("organisation__sort_key", "number")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A record stays with its organisation."""
        fixed = super().get_readonly_fields(request, obj)
        return [*fixed, "organisation"] if obj is not None else fixed

    def save_model(self, request: HttpRequest, obj: SafetyRecord, form: Any, change: bool) -> None:
        """Save as any other surface does."""
        made = save_safety_record(
            organisation=obj.organisation,
            actor=request.viewer,  # type: ignore[attr-defined]
            standard=obj.standard,
            number=obj.number,
            issued_by=obj.issued_by,
            valid_until=obj.valid_until,
        )
        obj.pk, obj._state.adding = made.pk, False

    def delete_model(self, request: HttpRequest, obj: SafetyRecord) -> None:
        """Delete as any other surface does."""
        delete_safety_record(record=obj, actor=request.viewer)  # type: ignore[attr-defined]

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """One by one, so that each is written down."""
        for record in queryset:
            self.delete_model(request, record)

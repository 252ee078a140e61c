"""The audit log in the admin, to look at."""

from __future__ import annotations

from django.contrib import admin
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.access.admin import ClusterAdmin
from clusterkit.access.admin_site import cluster_site
from clusterkit.audit.actions import VIEW
from clusterkit.audit.models import AuditRow


@admin.register(AuditRow, site=cluster_site)
class AuditRowAdmin(ClusterAdmin):
    """Nothing is added, changed or deleted here."""

    policy_action = VIEW
    may_change = False
    list_display = ("at", "actor_name", "action_in_words", "target_text", "reason")
    list_filter = ("action", "at")
    search_fields = ("actor_name", "target_text", "reason")
    date_hierarchy = "at"

    @admin.display(description=_("action"), ordering="action")
    def action_in_words(self, row: AuditRow) -> str | Promise:
        """As on the page of the log."""
        return row.action_label

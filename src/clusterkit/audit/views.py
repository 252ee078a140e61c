"""The page of the audit log."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from clusterkit.audit.actions import VIEW
from clusterkit.audit.filters import AuditFilter
from clusterkit.audit.models import AuditRow
from clusterkit.audit.selectors import audit_rows
from clusterkit.audit.wording import log_entries
from clusterkit.core.web.views import ListPage


class AuditList(ListPage[AuditRow]):
    """Who did what, newest first."""

    policy_action = VIEW
    model = AuditRow
    template_name = "clusterkit/audit/list.html"
    filterset_class = AuditFilter

    def get_rows(self) -> QuerySet[AuditRow]:
        """What the viewer may read."""
        return audit_rows(self.viewer)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the rows of the page in words."""
        context = super().get_context_data(**kwargs)
        return {**context, "entries": log_entries(context["page_obj"], self.viewer)}

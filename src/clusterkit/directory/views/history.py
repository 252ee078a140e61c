"""Who changed what of an organisation, and when."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from clusterkit.audit.models import AuditRow
from clusterkit.audit.wording import log_entries
from clusterkit.core.web.views import ListPage
from clusterkit.directory.actions import VIEW_HISTORY
from clusterkit.directory.selectors import history
from clusterkit.directory.views.organisation import OrganisationView


class OrganisationHistory(OrganisationView, ListPage[AuditRow]):
    """The lines of the audit log about one organisation, in words, for its admins and coordinators."""

    policy_action = VIEW_HISTORY
    object_action = VIEW_HISTORY
    model = AuditRow
    template_name = "clusterkit/directory/history.html"

    def get_rows(self) -> QuerySet[AuditRow]:
        """Newest first."""
        return history(self.viewer, self.organisation)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The lines in words."""
        context = super().get_context_data(
            title=str(self.organisation),
            lead=_("Who changed this page, and what."),
            crumbs=self.crumbs(_("History")),
            tabs=self.tabs("history"),
            **kwargs,
        )
        return {**context, "entries": log_entries(context["page_obj"], self.viewer)}

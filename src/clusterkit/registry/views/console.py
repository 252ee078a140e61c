"""The base of the operators' console, its first page and its log."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from clusterkit.audit.actions import EXPORT_PLATFORM
from clusterkit.audit.views import LogExport, LogPage
from clusterkit.audit.wording import log_entries
from clusterkit.core.policies import visible_to
from clusterkit.core.web.elements import Tab
from clusterkit.core.web.views import PageView, PolicyView
from clusterkit.registry import second_factor, selectors, services
from clusterkit.registry.actions import OPERATE
from clusterkit.registry.filters import LogFilter
from clusterkit.registry.models import OpeningRequest, OperatorEntry
from clusterkit.tenancy.enums import ClusterStatus

TONES = {
    ClusterStatus.ACTIVE: "good",
    ClusterStatus.SUSPENDED: "warn",
    ClusterStatus.ARCHIVED: "neutral",
    ClusterStatus.PROVISIONING: "info",
    ClusterStatus.DELETING: "bad",
}


class OperatorView(PolicyView):
    """A page of operators who showed their second factor where they have one. To others there is nothing here."""

    policy_action = OPERATE

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send a guest to sign in, an operator to his second factor first."""
        viewer = request.viewer  # type: ignore[attr-defined]
        if viewer.is_authenticated and not viewer.allows(self.policy_action):
            raise Http404
        if viewer.is_authenticated and (step := second_factor.next_step(request)):
            return HttpResponseRedirect(step)
        return super().dispatch(request, *args, **kwargs)


class ConsolePage(OperatorView):
    """A page of the console, with the tabs over it."""

    tab = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the tabs."""
        names = [
            ("overview", _("Overview"), None),
            ("requests", _("Requests"), selectors.waiting_count(self.viewer) or None),
            ("clusters", _("Clusters"), None),
            ("log", _("Log"), None),
        ]
        if second_factor.is_available():
            names.append(("security", _("Sign-in"), None))
        tabs = [
            Tab(label, reverse(f"clusterkit_registry:{name}"), current=name == self.tab, count=count)
            for name, label, count in names
        ]
        context: dict[str, Any] = super().get_context_data(tabs=tabs, **kwargs)  # type: ignore[misc]
        return context


class Overview(ConsolePage, PageView):
    """What waits for an operator, and how many clusters there are in each status."""

    tab = "overview"
    template_name = "clusterkit/registry/console/overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Requests that wait, counts, the newest of the log."""
        services.expire_requests()
        counts = selectors.counts_by_status(self.viewer)
        waiting = visible_to(self.viewer, OpeningRequest.objects.waiting()).order_by("confirmed_at")
        newest = visible_to(self.viewer, OperatorEntry.objects.all())[:5]
        stats = [(counts[value], label, value) for value, label in ClusterStatus.choices if counts.get(value)]
        return super().get_context_data(
            waiting=list(waiting[:5]),
            unsent=visible_to(self.viewer, OpeningRequest.objects.filter(mail_failed=True)).count(),
            stats=stats,
            entries=log_entries(newest, self.viewer),
            **kwargs,
        )


class Log(ConsolePage, LogPage[OperatorEntry]):
    """Who did what on the platform, newest first."""

    tab = "log"
    export_action = EXPORT_PLATFORM
    export_url_name = "clusterkit_registry:log-export"
    model = OperatorEntry
    template_name = "clusterkit/registry/console/log.html"
    filterset_class = LogFilter

    def get_rows(self) -> QuerySet[OperatorEntry]:
        """All of it."""
        return visible_to(self.viewer, OperatorEntry.objects.all())


class SaveLog(OperatorView, LogExport):
    """The platform's log as a table."""

    policy_action = EXPORT_PLATFORM
    model = OperatorEntry
    filterset_class = LogFilter
    list_url_name = "clusterkit_registry:log"
    file_name = "platform-log"
